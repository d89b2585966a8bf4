import { getTemplateSrv } from '@grafana/runtime';
import type { ComboboxOption } from '@grafana/ui';

import type { ServiceItem, SloItem, TeamItem } from '../../model/resources';
import type { VariableReference } from '../../model/saved-query';
import { amount } from '../../model/amount';

/** The names that filters offer: the database's, and the dashboard's variables. */

export function serviceOptions(services: readonly ServiceItem[]): ComboboxOption[] {
  return services.map(({ name, team, tier, retired }) => ({
    value: name,
    label: name,
    description: [team ?? 'no team', tier, ...(retired ? ['retired'] : [])].join(' · '),
  }));
}

export function teamOptions(teams: readonly TeamItem[]): ComboboxOption[] {
  return teams.map(({ name, services }) => ({
    value: name,
    label: name,
    description: amount(services, 'service'),
  }));
}

/** Each name once: many services have an SLO of the same name. */
export function sloOptions(slos: readonly SloItem[]): ComboboxOption[] {
  const byName = new Map<string, SloItem[]>();
  for (const slo of slos) {
    const { name } = slo.definition;
    byName.set(name, [...(byName.get(name) ?? []), slo]);
  }
  return [...byName]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, items]) => ({ value: name, label: name, description: sloDescription(items) }));
}

function sloDescription(slos: readonly SloItem[]): string {
  const [only] = slos;
  if (only === undefined || slos.length > 1) {
    return amount(slos.length, 'service');
  }
  const { service, targetPercent, windowDays } = only.definition;
  return `${service} · ${targetPercent} % over ${windowDays} d`;
}

/** Kinds of dashboard variable that hold a value; ad hoc filters, for one, hold none. */
const VALUE_VARIABLES = ['query', 'custom', 'constant', 'textbox', 'interval', 'switch'];

/** The dashboard's variables, as choices beside the values. */
export function variableOptions(): Array<ComboboxOption<VariableReference>> {
  return getTemplateSrv()
    .getVariables()
    .filter(({ type }) => VALUE_VARIABLES.includes(type))
    .map(({ name }) => ({ value: `$${name}`, label: `$${name}`, description: 'Dashboard variable' }));
}
