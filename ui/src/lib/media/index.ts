// The media seam: the only folder that knows twilio-video, cameras, microphones and media elements. Pages import from here.
//
//   const devices = new Devices();            // the own camera, microphone, speaker; one per page
//   await devices.openCamera();               // never throws: devices.camera says what came of it
//   const room = new Room(devices);           // publishes what devices opens, plays everybody's sound
//   await room.connect({ token, roomName, profile, endpoints });
//   <div {@attach show(devices.picture, { mirrored: true })}></div>
//   {#each room.people as person}<div {@attach show(person.picture)}></div>{/each}
export { checkSupport, capabilities, hasWebRtc, quickSupport, type Capabilities, type NoSupport } from './support';
export type { CaptureProblem } from './capture';
export { Devices, type DeviceChoice, type DeviceList, type DeviceState } from './devices.svelte';
export { Echo, type EchoState } from './echo.svelte';
export { show, type Picture, type PictureFit, type Sound } from './picture';
export type { RemoteEvent, RemotePerson } from './remote.svelte';
export { judge, type Hindrance, type Judgement, type Measured } from './network/judge';
export { measureNetwork, type Trying } from './network/measure';
export { pictureFor } from './capture';
export { Room, type RoomEvent, type RoomState, type WayIn } from './room.svelte';
export { roomEnd, worthOneMoreTry, type RoomEnd } from './room-end';
export type { CallStats } from './stats';
export { loadSdk } from './sdk';
