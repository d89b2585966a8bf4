import { webAddressOf } from '../../../model/web-address';
import type { Column, FieldConfig } from '../../frames/frame';
import { teamName } from './group-labels';

/** A link from a text to the URL in another column of its row. */
export interface LinkTo<Item> {
  /** Name of the column that holds the URLs. */
  readonly column: string;
  readonly url: (item: Item) => string | null;
}

type Text<Item> = (item: Item) => string | null;
type Amount<Item> = (item: Item, index: number) => number | null;

/** Makes columns of a table by what each takes of an item; times in milliseconds since the epoch, null for no team. */
export function columnsOf<Item>(items: readonly Item[]) {
  const text = (name: string, value: Text<Item>, config?: FieldConfig): Column => ({
    name,
    type: 'string',
    values: items.map(value),
    ...(config && { config }),
  });
  const team = (value: Text<Item>): Column => text('Team', (item) => teamName(value(item)));
  const time = (name: string, value: Amount<Item>): Column => ({
    name,
    type: 'optionalTime',
    valuesMs: items.map(value),
  });
  const seconds = (name: string, value: Amount<Item>, description: string): Column => ({
    name,
    type: 'number',
    config: { unit: 's', description },
    values: items.map(value),
  });
  const count = (name: string, value: Amount<Item>): Column => ({
    name,
    type: 'integer',
    config: { unit: 'none', decimals: 0 },
    values: items.map(value),
  });
  // `raw` keeps Grafana from escaping what a URL has escaped already, and sanitising may be turned off there: what
  // is no address of the web becomes no link.
  const url = (name: string, value: Text<Item>, title: string): Column =>
    text(name, (item) => webAddressOf(value(item)), {
      links: [{ title, url: '${__value.raw:raw}', targetBlank: true }],
    });
  const linkedText = (name: string, value: Text<Item>, link: LinkTo<Item>): Column => {
    // In a row without a URL the link would open the dashboard itself.
    const isComplete = items.length > 0 && items.every((item) => webAddressOf(link.url(item)) !== null);
    const target = `\${__data.fields["${link.column}"]:raw}`;
    return text(name, value, isComplete ? { links: [{ title: 'Open', url: target, targetBlank: true }] } : undefined);
  };
  return { text, team, time, seconds, count, url, linkedText };
}
