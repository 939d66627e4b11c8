// The ways to bring somebody into the call. The panel "Add someone" draws this list under each role; another way is another line here and
// a component that takes the same properties.
import type { Component } from 'svelte';
import type { Call, ThirdPartyRole } from '$lib/api/generated';
import type { ThirdParties } from '$lib/third-parties/third-parties.svelte';
import VideoLinkWay from './VideoLinkWay.svelte';

/** What a way is given. */
export type WayProps = {
  guests: ThirdParties;
  info: Call;
  /** Whom it is to bring. */
  role: ThirdPartyRole;
  /** An interpreter's language, else the patient's (BCP 47). */
  language: string;
};

/** One way. */
export type Way = {
  readonly key: string;
  readonly roles: readonly ThirdPartyRole[];
  readonly component: Component<WayProps>;
};

/** All there are, the likeliest first. */
export const WAYS: readonly Way[] = [{ key: 'videoLink', roles: ['interpreter', 'family', 'specialist', 'other'], component: VideoLinkWay }];
