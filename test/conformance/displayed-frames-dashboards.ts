import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { MappingType } from '@grafana/data';
import type { DataFrame, Field, FieldConfigSource } from '@grafana/data';

import { ROOT } from '../../tooling/paths';
import { NEW_PANEL, colorOf, lookOf } from './displayed-frames-browser';
import type { InPanel } from './displayed-frames-browser';

/** Whether the default dashboards keep the colours of the words that come with the data. */

interface Panel {
  readonly title?: string;
  readonly targets?: ReadonlyArray<Readonly<Record<string, unknown>>>;
  readonly fieldConfig?: FieldConfigSource;
  readonly panels?: readonly Panel[];
}

const FOLDER = join(ROOT, 'dashboards');

/**
 * @param frames by the names that TestFrames gives them
 * @param inPanel how that Grafana lays a panel's options over a frame
 */
export function dashboardComplaints(frames: ReadonlyMap<string, DataFrame>, inPanel: InPanel): readonly string[] {
  const panels = readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => allPanels(JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Panel));
  return panels.flatMap((panel) =>
    (panel.targets ?? []).flatMap((target) => {
      const frame = frames.get(nameOf(target) ?? '');
      return frame === undefined ? [] : [...aboutPanel(panel, frame, inPanel)];
    })
  );
}

function allPanels({ panels = [] }: Panel): readonly Panel[] {
  return panels.flatMap((panel) => [panel, ...allPanels(panel)]);
}

/** The frame that a panel's query gives, of those whose words have colours. */
function nameOf({ queryType, view, shape }: Readonly<Record<string, unknown>>): string | null {
  switch (queryType) {
    case 'gate':
      return `gate-${shape === 'value' ? 'value' : 'table'}-${String(view ?? 'decisions')}`;
    case 'status':
      return shape === 'value' ? null : `status-table-${String(view ?? 'jobs')}`;
    case 'reliability':
      return `reliability-${String(view ?? 'ranking')}`;
    case 'errorBudget':
      return shape === 'table' ? 'budget-table' : null;
    case 'records':
      return 'records-changeFailureRate';
    default:
      return null;
  }
}

function* aboutPanel({ title = '', fieldConfig }: Panel, frame: DataFrame, inPanel: InPanel): Generator<string> {
  if (fieldConfig === undefined) {
    return;
  }
  // Where a panel says no thresholds, Grafana fills in those of a new one.
  const defaults = { ...fieldConfig.defaults, thresholds: NEW_PANEL.defaults.thresholds };
  const shown = inPanel(frame, { ...fieldConfig, defaults });
  for (const [index, field] of shown.fields.entries()) {
    for (const [value, color] of wordsOf(frame.fields[index])) {
      const look = lookOf(field, value);
      if (look.color !== colorOf(color)) {
        yield `panel "${title}": ${field.name} ${value} is ${String(look.color)} instead of ${color}`;
      }
    }
  }
}

/** The words of a field as it was sent, each with its colour. */
function wordsOf(field: Field | undefined): ReadonlyArray<readonly [word: string, color: string]> {
  return (field?.config.mappings ?? []).flatMap((mapping) =>
    mapping.type === MappingType.ValueToText
      ? Object.entries(mapping.options).map(([word, { color = 'none' }]) => [word, color] as const)
      : []
  );
}
