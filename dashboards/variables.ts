import {
  CustomVariableBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
} from '@grafana/grafana-foundation-sdk/dashboard';

import { DATA_QUALITY_CHECKS, DATA_QUALITY_CHECK_INFO } from '../src/model/data-quality-checks';
import { DORA_METRICS, DORA_METRIC_INFO } from '../src/model/dora-metrics';
import { DEFAULT_PRESET, PRESETS, PRESET_INFO } from '../src/model/performance-levels';
import { TIERS } from '../src/model/query-fields';
import { RECORD_SELECTIONS } from '../src/model/records-query';
import type { VariableQuery } from '../src/model/variable-query';
import { DATA_SOURCE, DATA_SOURCE_VARIABLE, PLUGIN_ID } from './data-source';
import { VARIABLES } from './variable-names';
import type { VariableName } from './variable-names';

/** The choices at the top of a dashboard. */

/** What All stands for: no restriction, whatever the list holds. */
const EVERYTHING = '*';
const ALL = { text: 'All', value: '$__all', selected: true };

export function dataSourceVariable(): DatasourceVariableBuilder {
  return new DatasourceVariableBuilder(DATA_SOURCE_VARIABLE).label('Data source').type(PLUGIN_ID);
}

/** Names from the data source; any number of them, at first all. */
function namesVariable(name: VariableName, label: string, query: Partial<VariableQuery>): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(DATA_SOURCE)
    .query({ refId: name, services: [], teams: [], tiers: [], ...query })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .multi(true)
    .includeAll(true)
    .allValue(EVERYTHING)
    .current(ALL);
}

export function teamVariable(): QueryVariableBuilder {
  return namesVariable(VARIABLES.team, 'Team', { kind: 'teams' });
}

export function serviceVariable(): QueryVariableBuilder {
  const narrowed = { teams: [`$${VARIABLES.team}`], tiers: [`$${VARIABLES.tier}`] };
  return namesVariable(VARIABLES.service, 'Service', { kind: 'services', ...narrowed });
}

export function sloVariable(): QueryVariableBuilder {
  const narrowed = {
    services: [`$${VARIABLES.service}`],
    teams: [`$${VARIABLES.team}`],
    tiers: [`$${VARIABLES.tier}`],
  };
  return namesVariable(VARIABLES.slo, 'SLO', { kind: 'slos', ...narrowed });
}

export function tierVariable(): CustomVariableBuilder {
  return new CustomVariableBuilder(VARIABLES.tier)
    .label('Tier')
    .values(TIERS.join(','))
    .multi(true)
    .includeAll(true)
    .allValue(EVERYTHING)
    .current(ALL);
}

/** One of a fixed list; the labels must hold no comma, which parts the choices. */
function choiceVariable<T extends string>(
  name: VariableName,
  label: string,
  choices: ReadonlyArray<readonly [value: T, text: string]>,
  chosen: T
): CustomVariableBuilder {
  const text = choices.find(([value]) => value === chosen)?.[1] ?? chosen;
  return new CustomVariableBuilder(name)
    .label(label)
    .values(choices.map(([value, shown]) => `${shown} : ${value}`).join(','))
    .current({ text, value: chosen, selected: true });
}

export function presetVariable(): CustomVariableBuilder {
  const choices = PRESETS.map((preset) => [preset, PRESET_INFO[preset].label] as const);
  return choiceVariable(VARIABLES.preset, 'Levels', choices, DEFAULT_PRESET);
}

export function metricVariable(): CustomVariableBuilder {
  const choices = DORA_METRICS.map((metric) => [metric, DORA_METRIC_INFO[metric].label] as const);
  return choiceVariable(VARIABLES.metric, 'Metric', choices, 'deploymentFrequency');
}

export function selectVariable(): CustomVariableBuilder {
  const labels = { all: 'All', counted: 'Counted', leftOut: 'Left out' } as const;
  const choices = RECORD_SELECTIONS.map((selection) => [selection, labels[selection]] as const);
  return choiceVariable(VARIABLES.select, 'Records', choices, 'all');
}

export function checkVariable(): CustomVariableBuilder {
  const choices = DATA_QUALITY_CHECKS.map((check) => [check, DATA_QUALITY_CHECK_INFO[check].label] as const);
  return choiceVariable(VARIABLES.check, 'Check', choices, 'unlinkedIncidents');
}
