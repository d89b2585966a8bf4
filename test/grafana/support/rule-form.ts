import type { Page } from '@playwright/test';

import { CONTACT_POINT } from '../../../alerting/notifications';

/** What Grafana's form of a new rule asks for beside the query. */
export interface RuleFacts {
  readonly title: string;
  /** Title of a folder that is there. */
  readonly folder: string;
  /** Of an evaluation group that is made along with the rule. */
  readonly group: string;
}

/** Fills in the form of a new rule but for its query. */
export async function fillInRule(page: Page, { title, folder, group }: RuleFacts): Promise<void> {
  await page.getByTestId('data-testid alert-rule name-field').fill(title);
  await page
    .getByTestId('folder-picker')
    .getByRole('button', { name: /folder/i })
    .first()
    .click();
  await page.getByPlaceholder('Search folders').fill(folder);
  await page.getByRole('treeitem').filter({ hasText: folder }).first().click();
  await page.getByTestId('data-testid alert-rule new-evaluation-group-button').click();
  await page.getByTestId('data-testid alert-rule new-evaluation-group-name').fill(group);
  await page.getByTestId('data-testid alert-rule new-evaluation-group-create-button').click();
  const contactPoint = page.getByTestId('contact-point-picker').getByRole('combobox');
  await contactPoint.click();
  await contactPoint.fill(CONTACT_POINT);
  await page.getByRole('option', { name: CONTACT_POINT }).click();
}

/** Saves the rule of an open form; the answer's status, 202 where Grafana takes it. */
export async function saveRule(page: Page): Promise<number> {
  const saved = page.waitForResponse(
    (response) => response.request().method() === 'POST' && response.url().includes('/api/ruler/grafana/api/v1/rules/')
  );
  await page.getByTestId('save-rule').click();
  return (await saved).status();
}
