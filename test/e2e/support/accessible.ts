import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

/** Of the preview's own pages, and of Grafana's packages: not ours to mend. */
const NOT_OURS = [
  '[data-testid="data-testid Panel header Answer"]',
  '[data-testid="data-testid Panel header Deployments"]',
  '[data-testid="data-testid RefreshPicker run button"]',
];

/** axe finds no serious and no critical violation in a part of the page. */
export async function expectAccessible(page: Page, part = 'main'): Promise<void> {
  // A button under the mouse has the colour that Grafana gives it there, which is not ours either.
  await page.mouse.move(0, 0);
  await page.waitForFunction(() => document.getAnimations().every((one) => !(one instanceof CSSTransition)));
  const builder = new AxeBuilder({ page }).include(part);
  NOT_OURS.forEach((selector) => builder.exclude(selector));
  const { violations } = await builder.analyze();
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

/** Nothing makes the page wider than its window. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const { scrollWidth, clientWidth } = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return { scrollWidth, clientWidth };
  });
  expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
}
