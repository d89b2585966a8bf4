import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { DataFrame, FieldConfigSource } from '@grafana/data';

import { ROOT } from '../../tooling/paths';
import { NEW_PANEL, colorOf, lookOf, wordsOf } from './displayed-frames-browser';
import type { InPanel } from './displayed-frames-browser';

/** Whether the default dashboards keep the colours of the words that come with the data. */

interface Target {
  readonly queryType?: string;
  readonly view?: string;
  readonly shape?: string;
}

interface Panel {
  readonly title?: string;
  readonly targets?: readonly Target[];
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
function nameOf({ queryType, view, shape }: Target): string | null {
  switch (queryType) {
    case 'gate':
      return `gate-${shape === 'value' ? 'value' : 'table'}-${view ?? 'decisions'}`;
    case 'status':
      return shape === 'value' ? null : `status-table-${view ?? 'jobs'}`;
    case 'reliability':
      return `reliability-${view ?? 'ranking'}`;
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
    const sent = frame.fields[index];
    for (const { value, color } of sent === undefined ? [] : wordsOf(sent)) {
      const look = lookOf(field, value);
      if (look.color !== colorOf(color)) {
        yield `panel "${title}": ${field.name} ${value} is ${String(look.color)} instead of ${color}`;
      }
    }
  }
}
