import { expect } from '@playwright/test';
import type { Locator } from '@playwright/test';

import { LEAST_RATIO, LEAST_RATIO_OF_LARGE, contrastedTexts } from './contrast';

/**
 * Texts that are too faint, each with its ratio: under 4.5:1; large letters that stand on the panel itself may have 3:1,
 * as those in orange on white have.
 */
export async function tooFaint(boxes: Locator): Promise<readonly string[]> {
  const texts = await contrastedTexts(boxes);
  expect(texts.length).toBeGreaterThan(5);
  const [panel] = mostFrequent(texts.map(({ background }) => background));
  return texts
    .filter(({ ratio, isLarge, background }) =>
      isLarge && background === panel ? ratio < LEAST_RATIO_OF_LARGE : ratio < LEAST_RATIO
    )
    .map(({ text, ratio, color, background }) => `${text}: ${ratio.toFixed(2)}, ${color} on ${background}`);
}

function mostFrequent(values: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  values.forEach((value) => counts.set(value, (counts.get(value) ?? 0) + 1));
  return [...counts].toSorted(([, a], [, b]) => b - a).map(([value]) => value);
}
