// Why a room was not reached or was lost, sorted by what one can do about it. Words are the pages' own.

/** What kind of end this is. */
export type RoomEnd =
  /** We left. */
  | 'left'
  /** The room was completed: the visit is over, or its room has to be opened anew. */
  | 'completed'
  /** Taken out of the room. */
  | 'removed'
  /** The same person came in from another window: never come back by itself, or the two would fight. */
  | 'elsewhere'
  /** The room is not there. */
  | 'notOpen'
  /** No place left, in this room or in the account. */
  | 'full'
  /** Token too old or too young: a fresh one helps once; if not, a clock is wrong. */
  | 'stale'
  /** Token for something else. */
  | 'notForThis'
  /** Twilio refuses the account's credentials: only settings help. */
  | 'credentials'
  /** Twilio's servers were not reached, or were lost and not found again. */
  | 'signaling'
  /** Twilio asks to come again later. */
  | 'serverBusy'
  /** Sound and picture find no way through. */
  | 'media'
  /** Too long in the room. */
  | 'tooLong'
  /** A fault of ours. */
  | 'fault';

/** Sorts Twilio's code; `null` is an end that came without one: taken out of the room. */
export function roomEnd(code: number | null): RoomEnd {
  if (code === null) return 'removed';
  switch (code) {
    case 53118:
      return 'completed';
    case 53205:
      return 'elsewhere';
    case 53204:
      return 'removed';
    case 53103:
    case 53106:
      return 'notOpen';
    case 53105:
    case 53119:
    case 53206:
      return 'full';
    case 20104:
    case 20105:
    case 20154:
    case 20155:
      return 'stale';
    case 20106:
    case 20156:
      return 'notForThis';
    case 20003:
    case 20101:
    case 20102:
    case 20103:
    case 20107:
    case 20151:
    case 20152:
    case 20153:
    case 20159:
    case 20160:
      return 'credentials';
    case 53000:
    case 53001:
    case 53002:
    case 53104:
    case 53500:
    case 53501:
      return 'signaling';
    case 53006:
      return 'serverBusy';
    case 53216:
      return 'tooLong';
    case 53400:
    case 53401:
    case 53402:
    case 53403:
    case 53404:
    case 53405:
    case 53407:
      return 'media';
    default:
      return 'fault';
  }
}

/** Whether a fresh token and another try, made at once and once only, may help without the person doing anything. */
export function worthOneMoreTry(end: RoomEnd): boolean {
  return end === 'stale' || end === 'signaling' || end === 'media' || end === 'tooLong';
}
