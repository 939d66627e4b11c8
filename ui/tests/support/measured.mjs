// What a call page is measured with while its call moves to the second profile: put into the page before it loads. It changes one
// thing: the microphone is a steady tone, so that every silence is a loss.
export function measured() {
  const context = new AudioContext();
  const tone = () => {
    const out = context.createMediaStreamDestination();
    const voice = new OscillatorNode(context, { frequency: 440 });
    voice.connect(new GainNode(context, { gain: 0.3 })).connect(out);
    voice.start();
    return out.stream;
  };
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (asked) => {
    if (!asked.audio) return real(asked);
    const stream = tone();
    if (asked.video) for (const track of (await real({ video: asked.video })).getTracks()) stream.addTrack(track);
    return stream;
  };

  const now = () => performance.now();
  const seen = { frames: [], silence: [], heardAtOnce: 0, heardAtLeast: Infinity, tiles: 0, blank: 0 };
  // Pictures: every frame that is presented in a tile of somebody else, whichever element it is in.
  const watched = new WeakSet();
  const watch = (video) => {
    if (watched.has(video)) return;
    watched.add(video);
    const next = () => {
      if (video.isConnected) seen.frames.push(now());
      video.requestVideoFrameCallback(next);
    };
    video.requestVideoFrameCallback(next);
  };
  const look = () => {
    const tiles = document.querySelectorAll('[data-testid=stage] figure, .strip figure');
    seen.tiles = Math.max(seen.tiles, tiles.length);
    for (const video of document.querySelectorAll('[data-testid=stage] video')) watch(video);
    // A tile that has a picture and shows none.
    for (const picture of document.querySelectorAll('[data-testid=stage] figure[data-picture=on] .picture')) {
      const drawn = [...picture.children].some((video) => video.readyState >= 2 && video.videoWidth > 0 && video.style.opacity !== '0');
      if (!drawn) seen.blank++;
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);

  // Sound: all that the page lets be heard, as one mix; blocks of 10 ms in which nothing is.
  const mix = context.createGain();
  const meter = context.createScriptProcessor(512, 1, 1);
  mix.connect(meter).connect(context.destination);
  meter.onaudioprocess = ({ inputBuffer }) => {
    const samples = inputBuffer.getChannelData(0);
    let sum = 0;
    for (const sample of samples) sum += sample * sample;
    const milliseconds = (samples.length / context.sampleRate) * 1000;
    if (Math.sqrt(sum / samples.length) < 0.005) seen.silence.push(milliseconds);
  };
  const audible = new Map();
  const muted = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'muted');
  const source = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'srcObject');
  const update = (element) => {
    const stream = element instanceof HTMLAudioElement && element.isConnected ? element.srcObject : null;
    let known = audible.get(element);
    if (known && known.stream !== stream) {
      known.node.disconnect();
      audible.delete(element);
      known = undefined;
    }
    if (!known && stream?.getAudioTracks().length) {
      const gain = new GainNode(context, { gain: 0 });
      const node = context.createMediaStreamSource(stream);
      node.connect(gain).connect(mix);
      known = { node, gain, stream };
      audible.set(element, known);
    }
    // At once, as the element does: a ramp would hide what is measured.
    if (known) known.gain.gain.value = element.muted ? 0 : 1;
  };
  const each = () => {
    for (const element of document.querySelectorAll('audio')) update(element);
    for (const element of audible.keys()) if (!element.isConnected) update(element);
    const loud = [...document.querySelectorAll('audio')].filter((element) => element.srcObject && !element.muted && !element.paused);
    seen.heardAtOnce = Math.max(seen.heardAtOnce, loud.length);
    seen.heardAtLeast = Math.min(seen.heardAtLeast, loud.length);
  };
  Object.defineProperty(HTMLMediaElement.prototype, 'muted', {
    ...muted,
    set(value) {
      muted.set.call(this, value);
      if (this instanceof HTMLAudioElement) queueMicrotask(each);
    },
  });
  Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', {
    ...source,
    set(value) {
      source.set.call(this, value);
      if (this instanceof HTMLAudioElement) queueMicrotask(each);
    },
  });
  setInterval(each, 20);

  window.measured = {
    /** Forgets what was before. */
    begin() {
      seen.frames.length = seen.silence.length = seen.heardAtOnce = seen.tiles = seen.blank = 0;
      seen.heardAtLeast = Infinity;
      seen.frames.push(now());
      this.from = now();
    },
    /** Numbers since `begin`. */
    read() {
      const frames = [...seen.frames, now()];
      const gaps = frames.slice(1).map((at, i) => at - frames[i]);
      return {
        frozen: Math.round(Math.max(...gaps)),
        silent: Math.round(seen.silence.reduce((sum, milliseconds) => sum + milliseconds, 0)),
        heardAtOnce: seen.heardAtOnce,
        heardAtLeast: seen.heardAtLeast,
        tiles: seen.tiles,
        blank: seen.blank,
        lasted: Math.round(now() - this.from),
      };
    },
  };
}
