// What runs in a participant's tab, around the unmodified SDK. It notes what the SDK says and waits for it: no test sleeps.
export function install() {
  const log = [];
  const waiting = new Set();
  const fits = (entry, name, fields) =>
    entry.name === name && Object.entries(fields).every(([k, v]) => JSON.stringify(entry[k]) === JSON.stringify(v));
  const note = (name, fields = {}) => {
    const entry = { name, ...fields };
    log.push(entry);
    for (const w of waiting) w(entry);
  };
  /** The next event of this name with these fields, counting from the last `mark()`. */
  const until = (name, fields = {}, ms = 20000) =>
    new Promise((resolve, reject) => {
      const found = log.find((e) => fits(e, name, fields));
      if (found) return resolve(found);
      const give_up = setTimeout(() => {
        waiting.delete(look);
        reject(new Error(`no ${name} ${JSON.stringify(fields)} within ${ms} ms; seen: ${JSON.stringify(log.slice(-30))}`));
      }, ms);
      const look = (entry) => {
        if (!fits(entry, name, fields)) return;
        clearTimeout(give_up);
        waiting.delete(look);
        resolve(entry);
      };
      waiting.add(look);
    });
  const mark = () => void (log.length = 0);

  /** A tone of our own, so that who speaks is decided by the test. */
  const tone = (volume) => {
    const context = new AudioContext();
    const gain = new GainNode(context, { gain: volume });
    const out = context.createMediaStreamDestination();
    new OscillatorNode(context, { frequency: 300 }).connect(gain).connect(out);
    const source = new OscillatorNode(context, { frequency: 440 });
    source.connect(gain);
    source.start();
    return { track: out.stream.getAudioTracks()[0], gain };
  };

  const hear = (room) => {
    const withTrack = (p, track, publication) => ({
      identity: p.identity, kind: track.kind, trackName: track.name, trackSid: publication?.trackSid ?? track.sid,
    });
    const person = (p) => {
      p.on('trackSubscribed', (t, pub) => {
        if (t.kind === 'data') t.on('message', (data) => note('message', { identity: p.identity, trackName: t.name,
          data: typeof data === 'string' ? data : Array.from(new Uint8Array(data)) }));
        else { const el = t.attach(); el.muted = true; el.dataset.sid = t.sid; document.body.append(el); }
        if (t.kind === 'video') {
          t.on('switchedOff', () => note('switchedOff', { identity: p.identity, trackName: t.name }));
          t.on('switchedOn', () => note('switchedOn', { identity: p.identity, trackName: t.name }));
        }
        note('trackSubscribed', withTrack(p, t, pub));
      });
      p.on('trackUnsubscribed', (t) => {
        if (t.kind !== 'data') t.detach().forEach((el) => el.remove());
        note('trackUnsubscribed', { identity: p.identity, kind: t.kind, trackName: t.name });
      });
      for (const name of ['trackPublished', 'trackUnpublished'])
        p.on(name, (pub) => note(name, { identity: p.identity, kind: pub.kind, trackName: pub.trackName }));
      for (const name of ['trackDisabled', 'trackEnabled'])
        p.on(name, (pub) => note(name, { identity: p.identity, kind: pub.kind }));
      for (const name of ['reconnecting', 'reconnected', 'disconnected'])
        p.on(name, () => note(`participant:${name}`, { identity: p.identity }));
      p.on('networkQualityLevelChanged', (level) => note('quality', { identity: p.identity, level }));
      note('participant', { identity: p.identity, sid: p.sid });
    };
    room.participants.forEach(person);
    room.on('participantConnected', person);
    room.on('participantDisconnected', (p) => note('participantDisconnected', { identity: p.identity }));
    room.on('dominantSpeakerChanged', (p) => note('speaker', { identity: p?.identity ?? null }));
    room.on('disconnected', (_, e) => note('disconnected', { code: e?.code ?? null }));
    room.on('reconnecting', (e) => note('reconnecting', { code: e?.code ?? null }));
    room.on('reconnected', () => note('reconnected'));
    room.localParticipant.on('networkQualityLevelChanged', (level) => note('quality', { identity: 'me', level }));
  };

  let room = null;
  const join = async (token, signaling, { audio, video, data, ...options }) => {
    mark();
    const tracks = [];
    if (audio === true) tracks.push(await Twilio.Video.createLocalAudioTrack());
    if (typeof audio === 'number') {
      const { track, gain } = tone(audio);
      twin.gain = gain;
      tracks.push(new Twilio.Video.LocalAudioTrack(track, { name: 'tone' }));
    }
    if (video) tracks.push(await Twilio.Video.createLocalVideoTrack({ frameRate: 24, name: 'cam', ...video }));
    if (data) tracks.push(new Twilio.Video.LocalDataTrack({ name: 'chat', ...data }));
    try {
      room = await Twilio.Video.connect(token, {
        wsServer: signaling, insights: false, preferredVideoCodecs: [{ codec: 'VP8', simulcast: false }], ...options, tracks,
      });
    } catch (e) {
      tracks.forEach((t) => t.stop?.());
      return { code: e.code, message: e.message };
    }
    twin.room = room;
    room.on('disconnected', () => tracks.forEach((t) => t.stop?.()));
    hear(room);
    return { sid: room.sid, name: room.name, me: room.localParticipant.sid };
  };

  /** Resolves when so many more frames of someone's picture have been shown. */
  const frames = (identity, n = 10, ms = 20000, trackName = 'cam') =>
    new Promise((resolve, reject) => {
      let left = n;
      const give_up = setTimeout(() => reject(new Error(`${left} of ${n} frames of ${identity} missing after ${ms} ms`)), ms);
      const start = (el) => {
        const next = () => {
          if (--left > 0) return void el.requestVideoFrameCallback(next);
          clearTimeout(give_up);
          resolve([el.videoWidth, el.videoHeight]);
        };
        el.requestVideoFrameCallback(next);
      };
      const find = () => {
        const p = [...room.participants.values()].find((p) => p.identity === identity);
        const pub = p && [...p.videoTracks.values()].find((pub) => pub.trackName === trackName && pub.track);
        const el = pub && document.querySelector(`video[data-sid="${pub.trackSid}"]`);
        if (el) start(el);
        else until('trackSubscribed', { identity, kind: 'video', trackName }, ms).then(find, reject);
      };
      find();
    });

  const leave = () => {
    if (room && room.state !== 'disconnected') room.disconnect();
    document.querySelectorAll('video,audio').forEach((el) => el.remove());
    room = null;
  };

  /** Polls what only statistics know, until it fits or time is up; returns the last. */
  const stats = async (kind, fits, ms = 20000) => {
    const check = new Function('s', `return ${fits}`);
    const end = performance.now() + ms;
    for (;;) {
      const s = (await room.getStats()).flatMap((r) => r[kind]);
      if (s.some(check) || performance.now() > end) return s;
      await new Promise((r) => setTimeout(r, 250));
    }
  };

  /** Listens to someone until what is heard fits, by loudness (RMS) and the loudest frequency in Hz; returns the last. */
  const listen = async (identity, fits, ms = 20000) => {
    const find = () => [...room.participants.values()].find((p) => p.identity === identity);
    const publication = () => [...(find()?.audioTracks.values() ?? [])].find((pub) => pub.track);
    if (!publication()) await until('trackSubscribed', { identity, kind: 'audio' }, ms);
    const context = new AudioContext();
    const analyser = new AnalyserNode(context, { fftSize: 4096, smoothingTimeConstant: 0 });
    const stream = new MediaStream([publication().track.mediaStreamTrack]);
    context.createMediaStreamSource(stream).connect(analyser);
    const check = new Function('s', `return ${fits}`);
    const [wave, spectrum] = [new Float32Array(analyser.fftSize), new Float32Array(analyser.frequencyBinCount)];
    const end = performance.now() + ms;
    try {
      for (;;) {
        analyser.getFloatTimeDomainData(wave);
        analyser.getFloatFrequencyData(spectrum);
        const level = Math.sqrt(wave.reduce((sum, value) => sum + value * value, 0) / wave.length);
        const loudest = spectrum.indexOf(Math.max(...spectrum));
        const s = { level, hertz: (loudest * context.sampleRate) / analyser.fftSize };
        if (check(s)) return s;
        if (performance.now() > end) throw new Error(`never heard of ${identity}: ${fits}; the last was ${JSON.stringify(s)}`);
        await new Promise((r) => setTimeout(r, 50));
      }
    } finally {
      await context.close();
    }
  };

  window.twin = { join, leave, until, mark, frames, note, stats, listen, log };
}
