import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import type { DashboardLink, FieldColorBuilder } from '@grafana/grafana-foundation-sdk/dashboard';

import type { SavedQuery } from '../../src/model/saved-query';
import { DATA_SOURCE } from '../data-source';
import { dataLinks } from '../links';
import type { ValueLink } from '../links';
import { target } from '../query';

/** What every panel is told, whatever its type. */
export interface PanelFacts {
  /** Unique on its dashboard; never given to another panel, since links keep it. */
  readonly id: number;
  /** Empty on the wall, where headings are panels of their own. */
  readonly title: string;
  /** The definition of what is shown. */
  readonly description: string;
  /** Of the grid's 24 columns. */
  readonly width: number;
  /** In the grid's rows. */
  readonly height: number;
  readonly queries: Readonly<Record<string, SavedQuery>>;
  /** Where a click on a value leads. */
  readonly links?: readonly ValueLink[];
}

/** Where a panel stands that several dashboards have. */
export type Place = Pick<PanelFacts, 'id' | 'width' | 'height'>;

/** The part that the SDK's builders of panels have in common. */
interface PanelBuilder {
  id(id: number): this;
  title(title: string): this;
  description(description: string): this;
  span(width: number): this;
  height(height: number): this;
  datasource(datasource: typeof DATA_SOURCE): this;
  targets(targets: Array<Builder<Dataquery>>): this;
  dataLinks(links: Array<Builder<DashboardLink>>): this;
  noValue(text: string): this;
  colorScheme(color: FieldColorBuilder): this;
}

/** Shown where there is no value: never 0. */
const NO_VALUE = 'no data';

/** Tells a new panel what every panel is told. */
export function panel<B extends PanelBuilder>(builder: B, facts: PanelFacts): B {
  const { links = [] } = facts;
  const configured = builder
    .id(facts.id)
    .title(facts.title)
    .description(facts.description)
    .span(facts.width)
    .height(facts.height)
    .datasource(DATA_SOURCE)
    .targets(Object.entries(facts.queries).map(([refId, query]) => target(refId, query)))
    .noValue(NO_VALUE);
  return links.length === 0 ? configured : configured.dataLinks(dataLinks(links));
}
