import type { Page } from '@playwright/test';

import { ANNOTATION_LABELS } from '../../../src/labels/choice-labels';
import { QUERY_LABELS } from '../../../src/labels/control-labels';
import type { AnnotationKind } from '../../../src/model/annotations-query';
import { expect, open, test } from '../support/fixtures';

/** The editor of a dashboard's annotation. */

async function mark(page: Page, kind: AnnotationKind): Promise<void> {
  await page.getByRole('combobox', { name: QUERY_LABELS.annotationKind }).click();
  await page.getByRole('option', { name: ANNOTATION_LABELS[kind], exact: true }).click();
}

for (const kind of ['deployments', 'failedDeployments', 'incidents', 'sloEdits', 'gateSpells'] as const) {
  test(`marks as many ${ANNOTATION_LABELS[kind].toLowerCase()} as the engine knows`, async ({ page, engine }) => {
    await open(page, '/editors/annotation');
    const { numRows } = await engine.frame({ queryType: 'annotations', kind });
    await mark(page, kind);
    await expect(page.getByTestId('preview-annotation-count')).toHaveText(`${numRows} annotations`);
  });
}

test('marks incidents of one priority only, at most so many', async ({ page, engine }) => {
  await open(page, '/editors/annotation');
  await mark(page, 'incidents');
  await page.getByRole('combobox', { name: QUERY_LABELS.priorities }).fill('P1');
  await page
    .getByRole('option')
    .filter({ has: page.getByText('P1', { exact: true }) })
    .click();
  await page.keyboard.press('Escape');
  const { numRows } = await engine.frame({ queryType: 'annotations', kind: 'incidents', priorities: ['P1'] });
  expect(numRows).toBeGreaterThan(3);
  await expect(page.getByTestId('preview-annotation-count')).toHaveText(`${numRows} annotations`);
  await page.getByRole('spinbutton', { name: QUERY_LABELS.limit }).fill('3');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('preview-annotation-count')).toHaveText('3 annotations');
});
