// How loud a sound is, for level meters and speaking marks.

let context: AudioContext | undefined;

/** One for the page: browsers allow only a few. Browsers keep it asleep until the person has touched the page or shared a microphone. */
function audioContext(): AudioContext {
  context ??= new AudioContext();
  if (context.state === 'suspended') void context.resume().catch(() => undefined);
  return context;
}

/** Loudness from samples in −1…1: 0 is silence, 1 is as loud as speech into a headset. Logarithmic, as ears are. */
export function loudness(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const decibels = 20 * Math.log10(Math.sqrt(sum / Math.max(1, samples.length)) + 1e-7);
  // −60 dB is a quiet room, −14 dB a voice close to the microphone.
  return Math.min(1, Math.max(0, (decibels + 60) / 46));
}

/** Above this a person is taken to speak. */
export const SPEAKING = 0.35;

/** Tells the loudness of `track` about ten times a second until the returned function is called. */
export function watchTrackLevel(track: MediaStreamTrack, heard: (level: number) => void): () => void {
  const audio = audioContext();
  const source = audio.createMediaStreamSource(new MediaStream([track]));
  const analyser = audio.createAnalyser();
  analyser.fftSize = 1024;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    if (audio.state === 'suspended') void audio.resume().catch(() => undefined);
    analyser.getFloatTimeDomainData(samples);
    heard(track.enabled && track.readyState === 'live' ? loudness(samples) : 0);
  }, 100);
  return () => {
    clearInterval(timer);
    source.disconnect();
    analyser.disconnect();
  };
}

/** Plays a short, soft chime on the chosen speaker; resolves when it has been played. */
export async function playChime(speakerId = ''): Promise<void> {
  const audio = audioContext();
  if (audio.state === 'suspended') await audio.resume();
  const out = audio.createMediaStreamDestination();
  const element = new Audio();
  element.srcObject = out.stream;
  if (speakerId && 'setSinkId' in element) await element.setSinkId(speakerId);
  await element.play();
  const start = audio.currentTime + 0.05;
  const last = [523.25, 659.25, 783.99].map((hertz, index) => {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const at = start + index * 0.22;
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.25, at + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.5);
    tone.connect(volume).connect(out);
    tone.start(at);
    tone.stop(at + 0.55);
    return tone;
  })[2];
  await new Promise<void>((resolve) => {
    if (last) last.onended = () => resolve();
    else resolve();
  });
  element.pause();
  element.srcObject = null;
}

/** Plays recorded sound on the chosen speaker; resolves when it has been played, or when `signal` ends it. Throws where it can't be read or played. */
export async function playSamples(recorded: ArrayBuffer, speakerId: string, signal: AbortSignal): Promise<void> {
  const audio = audioContext();
  if (audio.state === 'suspended') await audio.resume();
  const source = audio.createBufferSource();
  source.buffer = await audio.decodeAudioData(recorded);
  const out = audio.createMediaStreamDestination();
  source.connect(out);
  const element = new Audio();
  element.srcObject = out.stream;
  if (speakerId && 'setSinkId' in element) await element.setSinkId(speakerId);
  await element.play();
  await new Promise<void>((resolve) => {
    source.onended = () => resolve();
    signal.addEventListener('abort', () => source.stop());
    source.start();
    if (signal.aborted) source.stop();
  });
  element.pause();
  element.srcObject = null;
}
