/** Two short rising notes, made by the window itself: somebody has paid. */

const NOTES_HZ = [659.25, 880];
const NOTE_S = 0.14;
const LOUD = 0.16;
const SILENT = 0.0001;

let context: AudioContext | undefined;

/** Plays the notes; where there is no loudspeaker, nothing. */
export function chime(): void {
  try {
    if (typeof AudioContext === "undefined") return;
    context ??= new AudioContext();
    void context.resume().catch(() => undefined);
    const now_s = context.currentTime;
    for (const [place, hertz] of NOTES_HZ.entries()) note(context, hertz, now_s + place * NOTE_S);
  } catch {
    // A counter without sound sells all the same.
    context = undefined;
  }
}

function note(on: AudioContext, hertz: number, begins_s: number): void {
  const [tone, volume] = [on.createOscillator(), on.createGain()];
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(LOUD, begins_s);
  volume.gain.exponentialRampToValueAtTime(SILENT, begins_s + 2 * NOTE_S);
  tone.connect(volume).connect(on.destination);
  tone.start(begins_s);
  tone.stop(begins_s + 2 * NOTE_S);
}
