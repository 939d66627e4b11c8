// The ways to bring somebody into the call. The panel "Add someone" draws this list under each role; another way is another line here and
// a component that takes the same properties.
import Phone from '@lucide/svelte/icons/phone';
import Video from '@lucide/svelte/icons/video';
import type { Component } from 'svelte';
import type { Call, ThirdPartyRole } from '$lib/api/generated';
import type { ThirdParties } from '$lib/third-parties/third-parties.svelte';
import type { PhoneParties } from '../phone/phone-parties.svelte';
import PhoneWay from './PhoneWay.svelte';
import VideoLinkWay from './VideoLinkWay.svelte';

/** What a way is given. */
export type WayProps = {
  guests: ThirdParties;
  phone: PhoneParties;
  info: Call;
  /** Whom it is to bring. */
  role: ThirdPartyRole;
  /** An interpreter's language, else the patient's (BCP 47). */
  language: string;
  /** This moment (ms), by the core's clock. */
  now: number;
  /** The core does not answer: nothing can be asked of it. */
  lost: boolean;
  /** Shows the card of a call that was begun. */
  oncall: () => void;
};

/** One way. */
export type Way = {
  readonly key: string;
  /** What it is called where it is one of several to choose from. */
  readonly label: string;
  readonly icon: Component<{ size?: number | string; strokeWidth?: number | string }>;
  readonly component: Component<WayProps>;
};

const PHONE: Way = { key: 'phone', label: 'Phone', icon: Phone, component: PhoneWay };
const VIDEO_LINK: Way = { key: 'videoLink', label: 'Video link', icon: Video, component: VideoLinkWay };

/** The ways for each role, the likeliest first. An interpreter's stand one under the other, so that each is one press away. */
export const WAYS: Readonly<Record<ThirdPartyRole, readonly Way[]>> = {
  interpreter: [PHONE, VIDEO_LINK],
  family: [VIDEO_LINK, PHONE],
  specialist: [VIDEO_LINK, PHONE],
  other: [VIDEO_LINK, PHONE],
};
