import { HELP_EXAMPLES } from '../../../src/editor/help/examples';
import { expect, test } from '../support/fixtures';
import { QueryEditorPage } from '../support/query-editor';

/** The help below the query editor. */

test('puts each example into the editor, which answers it', async ({ page, requests }) => {
  const editor = await QueryEditorPage.open(page);
  await editor.panel('table');
  await page.getByRole('button', { name: 'Query help' }).click();
  for (const { title, query } of HELP_EXAMPLES) {
    const answered = page.waitForResponse((response) => response.url().includes('/api/ds/query'));
    await page.getByRole('button', { name: title, exact: true }).click();
    // As in Grafana an example does not run by itself.
    await page.getByRole('button', { name: 'Run query' }).click();
    expect((await answered).status()).toBe(200);
    expect(requests.all.at(-1)?.queries[0]).toMatchObject({ ...query });
    expect(await editor.saved()).toMatchObject({ ...query });
  }
});
