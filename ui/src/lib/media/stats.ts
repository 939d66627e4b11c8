// What a call sends and receives, in numbers, from the SDK's reports.
import type { StatsReport } from 'twilio-video';
import type { Options } from './profiles';

/** One received video. */
export type ReceivedVideo = { width: number; height: number; frameRate: number; codec: string; freezes: number; bytes: number };
/** One sent video layer. */
export type SentVideo = { width: number; height: number; frameRate: number; codec: string; limitedBy: string; bytes: number };

/** The numbers of one moment. Nothing in them names a person. */
export type CallStats = {
  /** What the camera captures; `null` while it is off. */
  capture: { width: number; height: number; frameRate: number } | null;
  /** The settings asked of the SDK. */
  options: Pick<Options, 'preferredVideoCodecs' | 'bandwidthProfile' | 'networkQuality' | 'dominantSpeaker'>;
  sentVideo: SentVideo[];
  receivedVideo: ReceivedVideo[];
  sentAudio: { codec: string; bytes: number }[];
  receivedAudio: { codec: string; bytes: number; level: number }[];
  /** When the others' first pictures could be shown (ms since the page was opened). */
  firstPictures: number[];
};

/** Puts the reports of all peer connections together. */
export function summarise(from: {
  reports: readonly StatsReport[];
  capture: MediaTrackSettings | null;
  options: CallStats['options'];
  people: readonly { firstPictureAt: number | null }[];
}): CallStats {
  const { reports, capture } = from;
  return {
    capture: capture && {
      width: capture.width ?? 0,
      height: capture.height ?? 0,
      frameRate: capture.frameRate ?? 0,
    },
    options: from.options,
    sentVideo: reports
      .flatMap((report) => report.localVideoTrackStats)
      .map((track) => ({
        width: track.dimensions?.width ?? 0,
        height: track.dimensions?.height ?? 0,
        frameRate: track.frameRate ?? 0,
        codec: track.codec ?? '',
        limitedBy: track.qualityLimitationReason ?? '',
        bytes: track.bytesSent ?? 0,
      })),
    receivedVideo: reports
      .flatMap((report) => report.remoteVideoTrackStats)
      .map((track) => ({
        width: track.dimensions?.width ?? 0,
        height: track.dimensions?.height ?? 0,
        frameRate: track.frameRate ?? 0,
        codec: track.codec ?? '',
        freezes: track.freezeCount ?? 0,
        bytes: track.bytesReceived ?? 0,
      })),
    sentAudio: reports
      .flatMap((report) => report.localAudioTrackStats)
      .map((track) => ({ codec: track.codec ?? '', bytes: track.bytesSent ?? 0 })),
    receivedAudio: reports
      .flatMap((report) => report.remoteAudioTrackStats)
      .map((track) => ({ codec: track.codec ?? '', bytes: track.bytesReceived ?? 0, level: track.audioLevel ?? 0 })),
    firstPictures: from.people.flatMap((person) => (person.firstPictureAt === null ? [] : [person.firstPictureAt])),
  };
}
