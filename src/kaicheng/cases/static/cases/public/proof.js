// Looks for a number whose SHA-256 together with a text begins with so many zero bits. SHA-256 is written out
// (FIPS 180-4) because browsers give theirs to pages over HTTPS only.
const K = [];
const START = [];
for (let candidate = 2; K.length < 64; candidate++) {
  let prime = true;
  for (let factor = 2; factor * factor <= candidate; factor++) if (candidate % factor === 0) prime = false;
  if (!prime) continue;
  if (START.length < 8) START.push((Math.sqrt(candidate) % 1) * 2 ** 32 | 0);
  K.push((Math.cbrt(candidate) % 1) * 2 ** 32 | 0);
}
const w = new Int32Array(64);

function block(state, bytes, from) {
  for (let i = 0; i < 16; i++) {
    const at = from + 4 * i;
    w[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
  }
  for (let i = 16; i < 64; i++) {
    const a = w[i - 15], b = w[i - 2];
    const s0 = ((a >>> 7) | (a << 25)) ^ ((a >>> 18) | (a << 14)) ^ (a >>> 3);
    const s1 = ((b >>> 17) | (b << 15)) ^ ((b >>> 19) | (b << 13)) ^ (b >>> 10);
    w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  const add = [a, b, c, d, e, f, g, h];
  return state.map((value, i) => (value + add[i]) | 0);
}

function digest(text) {
  const length = text.length;
  const bytes = new Uint8Array(((length + 8) >> 6) * 64 + 64);
  for (let i = 0; i < length; i++) bytes[i] = text.charCodeAt(i);
  bytes[length] = 0x80;
  new DataView(bytes.buffer).setUint32(bytes.length - 4, length * 8);
  let state = START;
  for (let from = 0; from < bytes.length; from += 64) state = block(state, bytes, from);
  return state;
}

onmessage = ({ data: { text, bits } }) => {
  for (let number = 0; ; number++) {
    if (digest(`${text}:${number}`)[0] >>> (32 - bits) === 0) {
      postMessage(String(number));
      return;
    }
  }
};
