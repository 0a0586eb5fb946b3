// Reads passes from the camera's picture and shows what this tablet says to each. No picture is
// kept or sent: only the text of a code goes, to the tablet that served this page.
import decodeQR from './decode.js';

const LOOKS_EVERY = 120; // ms between two looks at the picture
const SIDE = 640; // points of the picture that is looked at
const GONE = 3000; // ms out of sight after which the same code is held up anew
const GREEN_STAYS = 4000; // ms, where nothing is to be handed over
const MARKS = { green: 'M28 52 L44 67 L73 36', amber: 'M50 26 V52 L66 62', red: 'M33 33 L67 67 M67 33 L33 67' };
const TONES = { green: [[880, 0.15]], amber: [[520, 0.14], [520, 0.14]], red: [[200, 0.5]] };
const SHAKES = { green: [80], amber: [90, 80, 90], red: [450] };

const at = id => document.getElementById(id);
const video = at('video');
const words = await (await fetch('words.json')).json();
const sound = 'AudioContext' in window ? new AudioContext() : null;
let last = { text: '', seen: 0 };
let busy = false;
let cleared;

for (const one of document.querySelectorAll('[data-say]')) one.textContent = words[one.dataset.say];
document.title = words.title;
video.setAttribute('aria-label', words.title);
at('back').setAttribute('aria-label', words.back);
at('demo').hidden = !words.demo;
at('hint').textContent = words.hold;
at('back').onclick = () => window.close();
at('again').onclick = clear;
at('gift').onclick = () => ask({ gift: true });
at('admit').onclick = () => ask({ admit: true });
document.addEventListener('pointerdown', wake);
document.addEventListener('visibilitychange', () => document.hidden || stayAwake());
if (sound) {
  sound.onstatechange = () => { at('sound').hidden = sound.state === 'running'; };
  at('sound').hidden = sound.state === 'running';
}
at('sound').onclick = wake;

await start();

async function start() {
  try {
    const wanted = { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } };
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
    await video.play();
  } catch (error) {
    document.body.classList.add('blind');
    at('hint').textContent = error.name === 'NotAllowedError' ? words.refused : words.none;
    return;
  }
  stayAwake();
  const read = await reader();
  for (;;) {
    if (!busy && !document.hidden) await look(read);
    await new Promise(done => setTimeout(done, LOOKS_EVERY));
  }
}

async function reader() {
  const formats = 'BarcodeDetector' in window ? await BarcodeDetector.getSupportedFormats() : [];
  if (formats.includes('qr_code')) {
    const detector = new BarcodeDetector({ formats: ['qr_code'] });
    return async canvas => (await detector.detect(canvas))[0]?.rawValue ?? '';
  }
  return async (canvas, pen) => {
    try {
      return decodeQR(pen.getImageData(0, 0, canvas.width, canvas.height));
    } catch {
      return ''; // there is no code in this picture
    }
  };
}

async function look(read) {
  const side = Math.min(video.videoWidth, video.videoHeight);
  if (!side) return;
  const canvas = look.canvas ??= Object.assign(document.createElement('canvas'), { width: SIDE, height: SIDE });
  const pen = look.pen ??= canvas.getContext('2d', { willReadFrequently: true });
  pen.drawImage(video, (video.videoWidth - side) / 2, (video.videoHeight - side) / 2, side, side, 0, 0, SIDE, SIDE);
  const text = await read(canvas, pen);
  if (!text) return;
  const now = performance.now();
  const same = text === last.text && now - last.seen < GONE;
  last = { text, seen: now };
  if (!same) await ask({ scanned: text });
}

async function ask(asked) {
  busy = true;
  try {
    const answer = await fetch('ask', { method: 'POST', body: JSON.stringify(asked) });
    if (!answer.ok) throw new Error(answer.statusText);
    show(await answer.json(), 'scanned' in asked);
  } catch {
    show({ light: 'red', title: words.lost, lines: [], gives: false, admits: false }, true);
  } finally {
    busy = false;
  }
}

function show({ light, title, lines, gives, admits }, heard) {
  clearTimeout(cleared);
  document.body.className = `answered ${light}`;
  at('mark').setAttribute('d', MARKS[light]);
  at('says').textContent = title;
  at('lines').textContent = lines.join('\n');
  at('answer').hidden = at('hint').hidden = false;
  at('gift').hidden = !gives;
  at('admit').hidden = !admits;
  at('again').classList.toggle('filled', !gives);
  document.querySelector('footer').hidden = false;
  if (heard) signal(light);
  if (light === 'green' && !gives) cleared = setTimeout(clear, GREEN_STAYS);
}

function clear() {
  clearTimeout(cleared);
  document.body.className = 'waiting';
  at('answer').hidden = true;
  document.querySelector('footer').hidden = true;
}

function signal(light) {
  navigator.vibrate?.(SHAKES[light]);
  if (sound?.state !== 'running') return;
  let begins = sound.currentTime;
  for (const [pitch, lasts] of TONES[light]) {
    const tone = sound.createOscillator();
    tone.frequency.value = pitch;
    tone.connect(sound.destination);
    tone.start(begins);
    tone.stop(begins + lasts);
    begins += lasts + 0.1;
  }
}

function wake() {
  if (sound?.state === 'suspended') sound.resume();
}

function stayAwake() {
  navigator.wakeLock?.request('screen').catch(() => {}); // a battery that runs low may refuse it
}
