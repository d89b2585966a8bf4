import { config } from '@grafana/runtime';

/**
 * Grafana makes some texts as large as their panel holds, by the width of their letters in the font that is there when they
 * first come, and keeps that size: in its own font, a moment later, they are wider and cut. So no answer is given before its
 * fonts are there, which takes a moment once.
 */

/** As bold as Grafana writes texts and values. */
const WEIGHTS = [400, 500];

/** A font that does not come by then is not waited for: numbers are worth more than their looks. */
const LONGEST_WAIT_MS = 2000;

let loaded: Promise<void> | undefined;

/** Whether Grafana's fonts are there, or have been waited for; the same promise for all who ask. Never rejects. */
export function fontsLoaded(): Promise<void> {
  loaded ??= Promise.race([loadFonts(), elapsed(LONGEST_WAIT_MS)]);
  return loaded;
}

async function loadFonts(): Promise<void> {
  const { fontFamily } = config.theme2.typography;
  await Promise.allSettled(WEIGHTS.map((weight) => document.fonts.load(`${weight} 1em ${fontFamily}`)));
}

function elapsed(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
