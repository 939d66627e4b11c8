// English. Its shape is the catalogue's shape: another language is another file here, checked against this one.
//
// Voice: short, plain, present tense, no exclamation marks. What is, what was kept, what to do, in that order.
// Never the person's fault.

import { counting } from '../counting';

const { count, number } = counting('en');
const ordinal = new Intl.PluralRules('en', { type: 'ordinal' });
const ORDINALS: Record<string, string> = { one: 'st', two: 'nd', few: 'rd', other: 'th' };
const nth = (n: number) => `${number(n)}${ORDINALS[ordinal.select(n)] ?? 'th'}`;
const thing = (device: 'camera' | 'microphone') => (device === 'camera' ? 'Camera' : 'Microphone');

export const en = {
  common: {
    pageTitle: 'Your video visit',
    practice: 'Practice',
    language: 'Language',
    tryAgain: 'Try again',
    tryNow: 'Try now',
    goOn: 'Continue',
    back: 'Back',
    callClinic: 'Call the clinic',
    callNumber: (number: string) => `Call ${number}`,
    needHelp: 'Need help? Call the clinic',
    copyLink: 'Copy link',
    linkCopied: 'Link copied',
    linkNotCopied: 'The link could not be copied. Press and hold the address to copy it.',
    code: (code: string) => `Code ${code}`,
    emergency: 'In an emergency, call your local emergency number.',
    today: (time: string) => `today, ${time}`,
    tomorrow: (time: string) => `tomorrow, ${time}`,
    onDay: (day: string, time: string) => `${day}, ${time}`,
  },

  /** The same at the end of a sentence. */
  atTheEnd: {
    today: (time: string) => `${time} today`,
    tomorrow: (time: string) => `${time} tomorrow`,
    onDay: (day: string, time: string) => `${time} on ${day}`,
  },

  connection: {
    opening: 'Opening your visit',
    openingBody: 'One moment.',
    cannotOpen: 'The clinic is not reached yet',
    cannotOpenBody: (since: string) => `No connection since ${since}. This page goes on trying. Check that this device is online.`,
    lost: (since: string) => `No connection to the clinic since ${since}.`,
    lostBody: 'Your place is kept. This page goes on trying.',
    back: 'Connected to the clinic again.',
  },

  welcome: {
    title: (provider: string) => `Your visit with ${provider}`,
    body: 'First we try your camera and sound. It takes about 1 minute.',
    guestTitle: (provider: string) => `You are invited to a visit with ${provider}`,
    guestBody: {
      family: 'You join as a family member or friend of the patient. First we ask who you are, then we try your camera and sound.',
      interpreter: 'You join as an interpreter. First we ask who you are, then we try your camera and sound.',
      specialist: 'You join as a specialist. First we ask who you are, then we try your camera and sound.',
      other: 'First we ask who you are, then we try your camera and sound.',
    },
    start: 'Start',
    onlyForYou: 'This link is only for you and this visit.',
    minutes: (n: number) => count(n, { one: 'minute', other: 'minutes' }),
  },

  /** Asked of third parties. */
  who: {
    title: 'Who are you?',
    body: (provider: string) => `${provider} sees this before you come in.`,
    name: 'Your name',
    nameMissing: 'Write your name, so that the clinic knows who comes in.',
    relationship: {
      family: 'What are you to the patient?',
      interpreter: 'Agency or number, if you have one',
      specialist: 'Your field',
      other: 'What are you to the patient?',
    },
    relationshipExample: {
      family: 'For example: daughter',
      interpreter: 'For example: Clearline 4711',
      specialist: 'For example: dietitian',
      other: 'For example: neighbor',
    },
    optional: 'May stay empty',
    goOn: 'Continue',
  },

  checks: {
    progress: (step: number, of: number, name: string) => `Step ${step} of ${of} · ${name}`,
    camera: 'Camera',
    microphone: 'Microphone',
    speaker: 'Speaker',
    onlyYouSeeThis: 'Only you see this',
    ownPicture: 'Your camera’s picture',
    works: 'Works',
    verdicts: {
      untried: 'Not tried',
      works: 'Works',
      refused: 'Not shared',
      busy: 'In use elsewhere',
      missing: 'None found',
      faulty: 'Not working',
      without: 'Without',
    },
    readyNow: (provider: string) => `${provider} is ready for you.`,
    goInNow: 'Go in now',
    usual: 'The usual one',
    which: { camera: 'Which camera', microphone: 'Which microphone', speaker: 'Which speaker' },

    cameraIdle: {
      title: 'Show your picture',
      body: 'Your browser asks whether this page may use the camera. Choose Allow.',
      ask: 'Turn on the camera',
      skip: 'Go on without a picture',
    },
    cameraAsking: { title: 'Answer your browser’s question', body: 'Choose Allow, so that the doctor sees you.' },
    cameraOn: {
      title: 'Do you see yourself?',
      row: 'We can see you',
      yes: 'I see myself',
      no: 'I don’t see myself',
    },
    microphoneIdle: {
      title: 'Say a few words',
      body: 'Your browser asks whether this page may use the microphone. Choose Allow.',
      ask: 'Turn on the microphone',
      skip: 'Go on without a microphone',
    },
    microphoneAsking: { title: 'Answer your browser’s question', body: 'Choose Allow, so that the doctor hears you.' },
    microphoneOn: {
      title: 'Say a few words',
      row: 'We can hear you',
      meter: 'Loudness of your voice',
      yes: 'I see the bars move',
      no: 'They don’t move',
    },
    speakerIdle: {
      title: 'Can you hear this?',
      body: 'We play a short sound. Turn the volume up first.',
      row: 'Next: we play a sound',
      ask: 'Play the sound',
    },
    speakerPlaying: { title: 'Listen', row: 'Playing' },
    speakerPlayed: { title: 'Did you hear it?', row: 'Played', yes: 'I heard it', no: 'I heard nothing', again: 'Play it again' },

    problems: {
      camera: {
        refused: { title: 'Your browser is not sharing the camera', offer: 'You can go on with your voice. The doctor will hear you.' },
        busy: { title: 'Another app is using the camera', offer: 'You can go on with your voice. The doctor will hear you.' },
        missing: { title: 'No camera was found', offer: 'You can go on with your voice. The doctor will hear you.' },
        faulty: { title: 'The camera gives no picture', offer: 'You can go on with your voice. The doctor will hear you.' },
      },
      microphone: {
        refused: { title: 'Your browser is not sharing the microphone', offer: 'You can go on with the picture. The doctor will see you.' },
        busy: { title: 'Another app is using the microphone', offer: 'You can go on with the picture. The doctor will see you.' },
        missing: { title: 'No microphone was found', offer: 'You can go on with the picture. The doctor will see you.' },
        faulty: { title: 'The microphone hears nothing', offer: 'You can go on with the picture. The doctor will see you.' },
      },
      speaker: {
        faulty: { title: 'Let’s find the sound', offer: 'You can go on. The doctor will see that you may not hear well.' },
      },
    },
    nothingShared: 'Without camera and microphone you can see and hear the doctor, and the doctor can’t see or hear you.',
    whatToDo: 'What to do',
    /** Where each browser keeps its switch. */
    refusedHelp: {
      iosSafari: (device: 'camera' | 'microphone') => `Tap the page menu beside the address, then Website Settings, and set ${thing(device)} to Allow.`,
      iosOther: (device: 'camera' | 'microphone') => `Open Settings on this device, choose your browser in the list of apps, and switch ${thing(device)} on.`,
      android: (device: 'camera' | 'microphone') => `Tap the icon to the left of the address, then Permissions, and allow the ${thing(device).toLowerCase()}.`,
      androidFirefox: (device: 'camera' | 'microphone') => `Tap the lock beside the address and allow the ${thing(device).toLowerCase()}.`,
      macSafari: (device: 'camera' | 'microphone') => `In the menu bar choose Safari, then Settings for This Website, and set ${thing(device)} to Allow.`,
      firefox: (device: 'camera' | 'microphone') => `Click the crossed-out ${thing(device).toLowerCase()} to the left of the address and remove the block.`,
      edge: (device: 'camera' | 'microphone') => `Click the lock to the left of the address, then Permissions for this site, and set ${thing(device)} to Allow.`,
      desktop: (device: 'camera' | 'microphone') => `Click the icon to the left of the address and switch ${thing(device)} on.`,
    },
    /** Where the browser's own switch is on, the system's may be off. */
    refusedBySystem: {
      iphone: 'If it is on there already, look in Settings, Privacy & Security, whether your browser is allowed.',
      android: 'If it is allowed there already, look in the phone’s Settings, Apps, whether your browser has the permission.',
      mac: 'If it is on there already, look in System Settings, Privacy & Security, whether your browser is allowed.',
      windows: 'If it is on there already, look in Windows Settings, Privacy & security, whether desktop apps are allowed.',
      other: 'If it is on there already, look in this device’s privacy settings.',
    },
    refusedThen: 'Then try again here.',
    busyHelp: 'Close other apps and tabs that make video calls, then try again.',
    missingHelp: (device: 'camera' | 'microphone') =>
      device === 'camera' ? 'If your camera has a plug, plug it in, then try again.' : 'Plug in a headset or a microphone, then try again.',
    faultyHelp: {
      camera: ['Open the cover of the camera, if it has one', 'Close other apps that use the camera', 'Turn this device off and on'],
      microphone: ['Unmute the microphone or the headset', 'Speak close to the device', 'Unplug the headset and plug it in again'],
      speaker: ['Turn the volume up', 'Switch silent mode off', 'Unplug or disconnect headphones'],
    },
    goOnWithoutPicture: 'Go on with voice only',
    goOnWithoutVoice: 'Go on with picture only',
    goOnWithoutSound: 'Go on anyway',
  },

  waiting: {
    arriving: 'You are in the waiting room',
    arrivingBody: 'The clinic is being told that you are here.',
    guestBody: (provider: string) => `${provider} is told that you are here, and lets you in.`,
    guestAs: (name: string) => `You are announced as ${name}.`,
    notOpened: 'The clinic has not opened the waiting room yet. You need to do nothing.',
    next: 'You are next',
    place: (n: number) => `You are ${nth(n)} in line`,
    placeLabel: (n: number) => `${nth(n)} in line`,
    expectedStart: 'Expected start',
    about: (time: string) => `about ${time}`,
    planned: (time: string) => `planned for ${time}`,
    keepOpen: 'Keep this page open. The visit starts here.',
    provider: {
      available: (name: string) => `${name} is here.`,
      withPatient: (name: string) => `${name} is with another patient.`,
      late: (name: string, minutes: number) => `${name} is running about ${count(minutes, { one: 'minute', other: 'minutes' })} late. Thank you for waiting.`,
      away: (name: string) => `${name} is away for a moment.`,
    },
    checkAgain: 'Check camera and sound again',
    leave: 'Leave the waiting room',
    title: 'Waiting',
    checked: 'What was tried',
  },

  chat: {
    title: 'Messages with the clinic',
    body: 'For questions about this visit. The clinic reads them when it can.',
    none: 'No messages yet.',
    messages: 'Messages',
    open: 'Message the clinic',
    unread: (n: number) => `${n} new`,
    yours: 'Your message',
    send: 'Send',
    back: 'Back to the waiting room',
    close: 'Close the messages',
    by: (name: string, time: string) => `${name}, ${time}`,
    own: (time: string, state: string) => `You, ${time} · ${state}`,
    states: { sending: 'not sent yet', sent: 'sent', delivered: 'delivered', seen: 'seen' },
    came: (name: string) => `New message from ${name}`,
    titleCame: (n: number) => `(${n}) New message`,
    full: 'You have sent as many messages as this visit can keep. Call the clinic if something is left.',
    onTime: 'I am not late after all. We begin as planned.',
    late: (minutes: number) => `I am running about ${count(minutes, { one: 'minute', other: 'minutes' })} late. Thank you for waiting.`,
  },

  call: {
    calledIn: 'Come in: the doctor is ready',
    title: 'In the visit',
    opening: (name: string) => `${name} is opening the call`,
    connecting: 'Connecting you',
    alone: (name: string) => `You are in. ${name} joins in a moment.`,
    reconnecting: 'The connection broke. Reconnecting.',
    reconnected: 'Connected again.',
    providerReconnecting: (name: string) => `${name}’s connection broke. It is coming back.`,
    noPicture: (name: string) => `${name}’s camera is off`,
    picture: (name: string) => `${name}’s camera is on`,
    providerMuted: (name: string) => `${name} is muted`,
    providerUnmuted: (name: string) => `${name} can be heard again`,
    remotePicture: (name: string) => `Picture of ${name}`,
    ownPicture: 'Your own picture',
    you: 'You',
    guest: 'Guest',
    roles: {
      provider: 'Doctor',
      patient: 'Patient',
      family: 'Family',
      interpreter: 'Interpreter',
      specialist: 'Specialist',
      other: 'Guest',
    },
    roleJoined: (role: string) => `${role}: joined the call`,
    roleLeft: (role: string) => `${role}: left the call`,
    others: 'Others in the call',
    yourCameraOff: 'Camera off',
    elapsed: 'Time in the visit',
    network: (level: number) => `Connection ${level} of 5`,
    networkUnknown: 'Connection not measured yet',
    mute: 'Mute',
    unmute: 'Unmute',
    muted: 'You are muted',
    unmuted: 'You can be heard',
    cameraOff: 'Stop camera',
    cameraOn: 'Start camera',
    cameraIsOff: 'Your camera is off',
    cameraIsOn: 'Your camera is on',
    noMicrophone: 'No microphone',
    noCamera: 'No camera',
    toolbar: 'Call',
    leave: 'Leave',
    leaveAsk: 'Leave the visit?',
    leaveBody: 'You can come back while the visit is open.',
    leaveYes: 'Leave the visit',
    leaveNo: 'Stay',
    hear: 'Tap to hear the doctor',
    joined: (name: string) => `${name} is in the visit`,
    gone: (name: string) => `${name} has left the call`,
    goneBody: 'Keep this page open. The call goes on when they are back.',
    problems: {
      elsewhere: { title: 'The visit is open somewhere else', body: 'You opened it on another device or in another tab. Only one can be in the call.', action: 'Use this one' },
      lost: { title: 'The call did not come through', body: 'Your visit is still open. If it fails again, try another network: Wi-Fi instead of mobile, or the other way round.', action: 'Try again' },
      full: { title: 'The call is full', body: 'The clinic can make room for you. Keep this page open.', action: 'Try again' },
      closed: { title: 'The call is closed for the moment', body: 'Keep this page open. The clinic opens it again or ends the visit.', action: 'Try again' },
      notAdmitted: { title: 'The door did not open', body: 'The clinic has to let you in once more. Keep this page open.', action: 'Try again' },
    },
    cameraLost: 'The camera stopped. The doctor still hears you.',
    microphoneLost: 'The microphone stopped. The doctor still sees you.',
  },

  left: {
    title: 'You left the visit',
    body: 'It is still open. You can go back in.',
    comeBack: 'Go back in',
  },

  goodbye: {
    title: 'Your visit is finished',
    with: (name: string) => `With ${name}.`,
    minutesWith: (n: number, name: string) => `${count(n, { one: 'minute', other: 'minutes' })} with ${name}.`,
    thanks: 'Thank you for coming.',
    close: 'You can close this page now.',
  },

  deadEnds: {
    expired: {
      title: (until: string) => `This link worked until ${until}`,
      body: 'Each link is for one visit, so that only you can use it. The clinic can send you a new one in a moment.',
    },
    damaged: {
      title: 'This link is not complete',
      body: 'A part of it was lost on the way. Open the whole link from the clinic’s message.',
    },
    clockOff: {
      title: 'This device’s clock is off, so the door won’t open',
      body: 'In its settings, set date and time to automatic. Then try again.',
    },
    notYet: {
      title: 'This link does not open yet',
      body: (from: string) => `It works from ${from}. The clinic’s clock may be ahead.`,
    },
    refused: {
      title: 'This link does not open the visit',
      body: 'Nothing is wrong on your side. The clinic can send you a new link.',
    },
    gone: {
      title: 'This visit is closed',
      body: 'If the clinic sent you a newer link, open that one. The clinic can also send a new one.',
    },
    unreadable: {
      title: 'This page and the clinic’s program don’t match',
      body: 'The clinic may have just updated it. Load this page again.',
    },
    cancelled: { title: 'The clinic cancelled this visit', body: 'The clinic can tell you when the next one is.' },
    ended: { title: 'This visit has finished', body: 'If you need something more, the clinic can help you.' },
    removed: { title: 'You are no longer in this visit', body: 'The clinic can let you in again. This page then opens by itself.' },
    keptOut: { title: 'You are no longer in this visit', body: 'It goes on without you. If you think that this is a mistake, the clinic can tell you more.' },
    withdrawn: { title: 'The clinic took this invitation back', body: 'If you are still expected, the clinic can send you a new link.' },
    noShow: {
      title: 'The clinic closed this visit',
      body: 'It waited for you and then closed the visit. It can open it again today. This page then goes on by itself.',
    },
    unsupported: {
      title: 'This browser can’t hold a video visit',
      body: (browsers: string) => `Open the same link in ${browsers}.`,
    },
    inApp: {
      title: 'Open this link in your browser',
      body: (app: string, browsers: string) => `Inside ${app}, a page may get no camera. Copy the link and open it in ${browsers}.`,
      /** Stands for the app where it is not known which. */
      anApp: 'an app',
      menu: 'Or open the menu of this window (••• or ⋮) and choose “Open in browser”.',
      anyway: 'Go on here',
    },
    insecure: {
      title: 'This address is not secure',
      body: 'Browsers share camera and microphone only with addresses that begin with https. The clinic can send you the right link.',
    },
    anotherTab: {
      title: 'Your visit is open in another tab',
      body: 'Go on in that tab, or use this one instead.',
      action: 'Use this tab',
    },
  },
  browsers: { apple: 'Safari', android: 'Chrome', desktop: 'Chrome, Edge, Firefox or Safari' },
};
