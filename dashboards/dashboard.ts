import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  DashboardBuilder,
  DashboardCursorSync,
  RowBuilder,
  TimePickerBuilder,
  VariableHide,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { AnnotationQuery, Panel, VariableModel } from '@grafana/grafana-foundation-sdk/dashboard';

import { NAVIGATION_TAG, navigation } from './links';
import { dataSourceVariable, presetVariable, serviceVariable, teamVariable, tierVariable } from './variables';

/** Panels under a heading of their own; those of a line are as wide as the grid together. */
export interface Section {
  /** Without one, its panels begin the dashboard. */
  readonly heading?: { readonly id: number; readonly title: string };
  readonly panels: ReadonlyArray<Builder<Panel>>;
}

/** What the SDK's builders of variables have in common. */
interface AnyVariable extends Builder<VariableModel> {
  hide(hide: VariableHide): this;
}

export interface DashboardFacts {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** Beside those that every dashboard has. */
  readonly variables?: readonly AnyVariable[];
  readonly annotations: ReadonlyArray<Builder<AnnotationQuery>>;
  /** Length of the shown range until another is chosen, as Grafana writes it. */
  readonly range: string;
  /** Between two refreshes, as Grafana writes durations. */
  readonly refresh: string;
  readonly sections: readonly Section[];
  /** Without choices, links and time picker at the top; the address still sets them. Default: with. */
  readonly isBare?: boolean;
}

export const TAG = 'sre-metrics';

export function dashboard(facts: DashboardFacts): DashboardBuilder {
  const builder = new DashboardBuilder(facts.title)
    .uid(facts.uid)
    .description(facts.description)
    .tags(facts.isBare === true ? [TAG] : [TAG, NAVIGATION_TAG])
    .timezone('browser')
    .editable()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: `now-${facts.range}`, to: 'now' })
    .refresh(facts.refresh)
    .annotations([...facts.annotations]);
  const variables = [...sharedVariables(), ...(facts.variables ?? [])];
  if (facts.isBare === true) {
    builder
      .variables(variables.map((variable) => variable.hide(VariableHide.HideVariable)))
      .timepicker(new TimePickerBuilder().hidden(true));
  } else {
    builder.variables(variables).links(navigation());
  }
  for (const { heading, panels } of facts.sections) {
    if (heading !== undefined) {
      builder.withRow(new RowBuilder(heading.title).id(heading.id));
    }
    panels.forEach((panel) => builder.withPanel(panel));
  }
  return builder;
}

function sharedVariables(): AnyVariable[] {
  return [dataSourceVariable(), teamVariable(), tierVariable(), serviceVariable(), presetVariable()];
}
