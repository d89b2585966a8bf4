/**
 * Draws standard normal numbers, the same ones for each seed: by Box and Muller from sfc32, Chris Doty-Humphrey's "small
 * fast counting" generator, which passes PractRand.
 */
export function normalNumbers(seed: number): () => number {
  const uniform = sfc32(seed);
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** Numbers from 0 to under 1. */
function sfc32(seed: number): () => number {
  let [a, b, c, counter] = [0, seed, 0, 1];
  const next = () => {
    const sum = (a + b + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };
  // Its authors let it run so long before the seed is everywhere.
  for (let round = 0; round < 15; round++) {
    next();
  }
  return next;
}
