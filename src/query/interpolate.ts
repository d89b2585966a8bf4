import { ANNOTATION_KINDS, PRIORITIES } from '../model/annotations-query';
import { DATA_QUALITY_CHECKS } from '../model/data-quality-checks';
import { DORA_METRICS, STATISTICS } from '../model/dora-metrics';
import { COMPARISONS, DORA_VIEWS, RETIRED_CHOICES, SAMPLE_PARTS } from '../model/dora-query';
import { ERROR_BUDGET_MEASURES, LOOKBACKS } from '../model/error-budget-measures';
import { GATE_VIEWS } from '../model/gate-query';
import { PRESETS } from '../model/performance-levels';
import { BUCKETS, GROUPINGS, TIERS, unlessEveryTier } from '../model/query-fields';
import { RECORD_SELECTIONS } from '../model/records-query';
import { RELIABILITY_VIEWS } from '../model/reliability-query';
import type { OrVariable, SavedDoraQuery, SavedErrorBudgetQuery, SavedQuery, SavedScope } from '../model/saved-query';
import { STATUS_MEASURES, STATUS_VIEWS } from '../model/status-query';
import type { Replace } from './expand-variables';
import { interpolateChoice, interpolateChoices, interpolateCount, interpolateNames } from './interpolate-fields';
import type { Interpolated } from './interpolate-fields';

/**
 * Fills in the variables of a query of any kind: names may become several, every other field takes
 * one value. A query with problems must not be sent, since a variable left in it would filter by
 * its own name.
 */
export function interpolateQuery(query: SavedQuery, replace: Replace): Interpolated<SavedQuery> {
  const templateValues = new TemplateValues(replace);
  return { value: templateValues.query(query), problems: templateValues.problems };
}

/** One pass over one query, which gathers what could not be filled in. */
class TemplateValues {
  readonly problems: string[] = [];

  constructor(private readonly replace: Replace) {}

  query(query: SavedQuery): SavedQuery {
    switch (query.queryType) {
      case 'dora':
        return this.dora(query);
      case 'scorecard':
        return {
          ...query,
          ...this.scope(query),
          groupBy: this.choice('groupBy', query.groupBy, GROUPINGS),
          preset: this.choice('preset', query.preset, PRESETS),
        };
      case 'errorBudget':
        return this.errorBudget(query);
      case 'reliability': {
        const view = this.choice('view', query.view, RELIABILITY_VIEWS);
        return { ...query, ...this.scope(query), view, bucket: this.choice('bucket', query.bucket, BUCKETS) };
      }
      case 'records': {
        const metric = this.choice('metric', query.metric, DORA_METRICS);
        return {
          ...query,
          ...this.scope(query),
          metric,
          select: this.choice('select', query.select, RECORD_SELECTIONS),
        };
      }
      case 'annotations': {
        const priorities =
          query.priorities && this.take(interpolateChoices('priorities', query.priorities, PRIORITIES, this.replace));
        return { ...query, ...this.scope(query), kind: this.choice('kind', query.kind, ANNOTATION_KINDS), priorities };
      }
      case 'gate':
        return { ...query, ...this.scope(query), view: this.choice('view', query.view, GATE_VIEWS) };
      case 'status':
        return {
          ...query,
          ...this.scope(query),
          view: this.choice('view', query.view, STATUS_VIEWS),
          measure: this.choice('measure', query.measure, STATUS_MEASURES),
          check: this.choice('check', query.check, DATA_QUALITY_CHECKS),
          limit: query.limit && this.take(interpolateCount('limit', query.limit, this.replace)),
        };
      default:
        // A kind of a newer version, or a slip in a hand-written dashboard: the backend names it.
        return query;
    }
  }

  private dora(query: SavedDoraQuery): SavedDoraQuery {
    return {
      ...query,
      ...this.scope(query),
      metric: this.take(interpolateChoice('metric', query.metric, DORA_METRICS, this.replace)),
      view: this.choice('view', query.view, DORA_VIEWS),
      statistic: this.choice('statistic', query.statistic, STATISTICS),
      groupBy: this.choice('groupBy', query.groupBy, GROUPINGS),
      bucket: this.choice('bucket', query.bucket, BUCKETS),
      preset: this.choice('preset', query.preset, PRESETS),
      compare: this.choice('compare', query.compare, COMPARISONS),
      sample: this.choice('sample', query.sample, SAMPLE_PARTS),
      retired: this.choice('retired', query.retired, RETIRED_CHOICES),
    };
  }

  private errorBudget(query: SavedErrorBudgetQuery): SavedErrorBudgetQuery {
    return {
      ...query,
      ...this.scope(query),
      measure: this.choice('measure', query.measure, ERROR_BUDGET_MEASURES),
      lookback: this.choice('lookback', query.lookback, LOOKBACKS),
      slos: query.slos && this.take(interpolateNames('slos', query.slos, this.replace)),
    };
  }

  private scope({ services, teams, tiers }: SavedScope): SavedScope {
    return {
      services: services && this.take(interpolateNames('services', services, this.replace)),
      teams: teams && this.take(interpolateNames('teams', teams, this.replace)),
      tiers: tiers && unlessEveryTier(this.take(interpolateChoices('tiers', tiers, TIERS, this.replace))),
    };
  }

  private choice<T extends string>(
    field: string,
    choice: OrVariable<T> | undefined,
    allowed: readonly T[]
  ): OrVariable<T> | undefined {
    return choice === undefined ? undefined : this.take(interpolateChoice(field, choice, allowed, this.replace));
  }

  private take<T>({ value, problems }: Interpolated<T>): T {
    this.problems.push(...problems);
    return value;
  }
}
