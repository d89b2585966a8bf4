import type { SavedQuery } from '../model/saved-query';

/** Which of Grafana's visualizations show an answer, where not every one can. */

const TABLE = 'The answer is a table: choose the visualization Table.';
const TABLES =
  'The answer is two tables: choose the visualization Table, which has the second below the first as a choice.';
const WORDS = 'The answer is one row of words: choose the visualization Table, or Stat with “All Fields”.';

/** A sentence for those answers that a graph cannot draw; blank for lines and numbers. */
export function visualizationHint(query: SavedQuery): string {
  switch (query.queryType) {
    case 'scorecard':
    case 'records':
      return TABLE;
    case 'dora':
      return query.view === 'difference' ? TABLES : query.shape === 'table' ? TABLE : '';
    case 'errorBudget':
      return query.shape === 'table' || query.shape === 'incidents' || query.shape === 'edits' ? TABLE : '';
    case 'reliability':
      return reliabilityHint(query.view);
    case 'gate':
      return query.shape === 'value' ? '' : query.view === 'summary' ? WORDS : TABLE;
    case 'status':
      return query.shape === 'value' ? '' : query.view === 'freshness' ? WORDS : TABLE;
    default:
      return '';
  }
}

function reliabilityHint(view: string | undefined): string {
  switch (view) {
    case 'ranking':
    case 'outages':
      return TABLE;
    case 'downNow':
      return WORDS;
    default:
      return '';
  }
}
