// The ways to bring somebody into the call. The panel "Add someone" draws this list under each role; another way is another line here and
// a component that takes the same properties.
import Phone from '@lucide/svelte/icons/phone';
import PlugZap from '@lucide/svelte/icons/plug-zap';
import Video from '@lucide/svelte/icons/video';
import type { Component } from 'svelte';
import type { Call, ThirdPartyRole } from '$lib/api/generated';
import type { ThirdParties } from '$lib/third-parties/third-parties.svelte';
import type { PhoneParties } from '../phone/phone-parties.svelte';
import type { ServiceRequests } from '../service/service-requests.svelte';
import PhoneWay from './PhoneWay.svelte';
import ServiceWay from './ServiceWay.svelte';
import VideoLinkWay from './VideoLinkWay.svelte';

/** What a way is given. */
export type WayProps = {
  guests: ThirdParties;
  phone: PhoneParties;
  services: ServiceRequests;
  info: Call;
  /** Whom it is to bring. */
  role: ThirdPartyRole;
  /** An interpreter's language, else the patient's (BCP 47). */
  language: string;
  /** This moment (ms), by the core's clock. */
  now: number;
  /** The core does not answer: nothing can be asked of it. */
  lost: boolean;
  /** Shows the card of one call or request; of the one that was begun last without its id. */
  oncall: (id?: string) => void;
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
const SERVICE: Way = { key: 'service', label: 'Service', icon: PlugZap, component: ServiceWay };
const VIDEO_LINK: Way = { key: 'videoLink', label: 'Video link', icon: Video, component: VideoLinkWay };

/** The ways for each role, the likeliest first. An interpreter's stand one under the other, so that each is one press away. */
export const WAYS: Readonly<Record<ThirdPartyRole, readonly Way[]>> = {
  interpreter: [PHONE, SERVICE, VIDEO_LINK],
  family: [VIDEO_LINK, PHONE],
  specialist: [VIDEO_LINK, PHONE, SERVICE],
  other: [VIDEO_LINK, PHONE, SERVICE],
};
