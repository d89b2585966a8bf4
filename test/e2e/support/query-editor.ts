import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

import { PANEL_KIND_LABELS } from '../../../src/labels/choice-labels';
import { QUERY_LABELS } from '../../../src/labels/control-labels';
import type { PanelKind } from '../../../src/model/panel-kinds';
import { open } from './fixtures';

/** The preview's page with our query editor and the answer below it. */
export class QueryEditorPage {
  /** The panel that shows the answer. */
  readonly answer: Locator;
  /** What the editor says of the query. */
  readonly note: Locator;

  private constructor(private readonly page: Page) {
    this.answer = page.getByRole('region', { name: 'Answer' });
    this.note = page.getByRole('note', { name: QUERY_LABELS.explanation });
  }

  /** @param search such as `?theme=light` */
  static async open(page: Page, search = ''): Promise<QueryEditorPage> {
    await open(page, `/editors/query${search}`);
    return new QueryEditorPage(page);
  }

  async kind(kind: PanelKind): Promise<void> {
    await this.radio(QUERY_LABELS.queryType, PANEL_KIND_LABELS[kind]);
  }

  /** How the answer is laid out. */
  async show(label: string): Promise<void> {
    await this.radio(QUERY_LABELS.shape, label);
  }

  /** The kind of panel below the editor. */
  async panel(kind: 'timeseries' | 'stat' | 'table'): Promise<void> {
    await this.radio('Panel', kind);
  }

  /** One out of a list. */
  async choose(label: string, option: string): Promise<void> {
    await this.field(label).click();
    await this.option(option).click();
    await expect(this.field(label)).toHaveValue(option);
  }

  /** Names, out of a list or such as no list holds. */
  async pick(label: string, ...names: readonly string[]): Promise<void> {
    for (const name of names) {
      await this.field(label).fill(name);
      await this.option(name).click();
      await this.page.keyboard.press('Escape');
    }
  }

  /** Some have a second line. */
  private option(name: string): Locator {
    return this.page.getByRole('option').filter({ has: this.page.getByText(name, { exact: true }) });
  }

  field(label: string): Locator {
    return this.page.getByRole('combobox', { name: label, exact: true });
  }

  /** At most so many; blank for as many as there are. */
  async limit(text: string): Promise<void> {
    // Where a variable may stand for the number, the field takes any text.
    const name = QUERY_LABELS.limit;
    const field = this.page.getByRole('spinbutton', { name }).or(this.page.getByRole('textbox', { name }));
    await field.fill(text);
    await field.press('Enter');
  }

  /** The query as a dashboard would save it. */
  async saved(): Promise<Readonly<Record<string, unknown>>> {
    const json = this.page.getByTestId('preview-query-json');
    if (!(await json.isVisible())) {
      await this.page.getByRole('button', { name: 'Query JSON' }).click();
    }
    return JSON.parse(await json.innerText()) as Readonly<Record<string, unknown>>;
  }

  private async radio(group: string, label: string): Promise<void> {
    await this.page.getByRole('radiogroup', { name: group }).getByRole('radio', { name: label, exact: true }).check();
  }
}
