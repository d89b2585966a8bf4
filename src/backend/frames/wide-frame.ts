import { lineLabelsOf, nameByLabels } from '../../model/line-names';
import type { LineNames, TellingBeside } from '../../model/line-names';
import type { Column, Frame } from './frame';

/** No panel shows more lines that a person can tell apart; up to so many columns each tells all of itself. */
const MOST_TELLING_COLUMNS = 100;

/**
 * The frame with settings that many lines have in common, where it has many columns: their labels and names are told beside
 * them, and the sentences that describe single lines, which no panel shows, are left out. Numbers and looks stay what they are.
 */
export function withSharedSettings(frame: Frame): Frame {
  const { columns, meta } = frame;
  if (columns.length <= MOST_TELLING_COLUMNS) {
    return frame;
  }
  const beside: TellingBeside = {
    lineLabels: lineLabelsOf(columns.map(({ labels }) => labels)),
    lineNames: namesOf(columns),
  };
  return { ...frame, columns: columns.map(withSharedConfig), meta: { ...meta, custom: { ...meta.custom, ...beside } } };
}

function withSharedConfig({ labels: _labels, ...column }: Column): Column {
  if (column.config === undefined) {
    return column;
  }
  const { displayNameFromDS: _name, description: _description, ...config } = column.config;
  return { ...column, config };
}

/** By a pattern where the first line's is that of all, else each. */
function namesOf(columns: readonly Column[]): LineNames {
  const names = columns.map(({ config }) => config?.displayNameFromDS ?? null);
  const pattern = patternOf(columns.find(hasLabels));
  const isOfAll = columns.every(
    (column, index) => (hasLabels(column) ? nameByLabels(pattern, column.labels) : null) === names[index]
  );
  return isOfAll ? pattern : names;
}

type Labelled = Column & { readonly labels: Readonly<Record<string, string>> };

function hasLabels(column: Column): column is Labelled {
  return Object.keys(column.labels ?? {}).length > 0;
}

/** Its name with each label in the place of its value. */
function patternOf({ labels, config }: Pick<Labelled, 'labels' | 'config'> = { labels: {} }): string {
  return Object.entries(labels).reduce(
    (pattern, [label, value]) => (value === '' ? pattern : pattern.replace(value, () => `{${label}}`)),
    config?.displayNameFromDS ?? ''
  );
}
