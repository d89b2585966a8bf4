import type { Client } from 'pg';

/** What statements touched. */
export interface Touched {
  /** Rows that the nodes of plans gave or threw away. A scan of an index does not tell all of its entries. */
  readonly rows: number;
  /** Pages of 8 KiB, each as often as it was looked at. */
  readonly pages: number;
}

interface PlanNode {
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Join Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly 'Shared Hit Blocks'?: number;
  readonly 'Shared Read Blocks'?: number;
  readonly Plans?: readonly PlanNode[];
}

interface Report {
  readonly 'Query Text': string;
  readonly Plan: PlanNode;
}

/** What stands before the plan in a report. */
const HEAD = /^duration: .*? plan:\n/s;

/** Counts what the statements of a session touch, those of functions and triggers included, by PostgreSQL's own reports of plans. */
export class TouchedRows {
  #reports: Report[] = [];

  private constructor(client: Client) {
    client.on('notice', ({ message = '' }) => {
      if (HEAD.test(message)) {
        this.#reports.push(JSON.parse(message.replace(HEAD, '')) as Report);
      }
    });
  }

  /** @param client signed in as an administrator; its session sends reports from now on */
  static async of(client: Client): Promise<TouchedRows> {
    const touched = new TouchedRows(client);
    await client.query(`load 'auto_explain';
      set auto_explain.log_min_duration = 0;
      set auto_explain.log_analyze = on;
      set auto_explain.log_timing = off;
      set auto_explain.log_buffers = on;
      set auto_explain.log_nested_statements = on;
      set auto_explain.log_format = json;
      set auto_explain.log_level = notice;
      set jit = off`);
    return touched;
  }

  /** What was touched since it was last asked. */
  take(): Touched {
    return touchedBy(this.#takeReports());
  }

  /** The same by the text of each statement. */
  takeEach(): ReadonlyMap<string, Touched> {
    const reports = this.#takeReports();
    const texts = new Set(reports.map((report) => report['Query Text']));
    return new Map(
      [...texts].map((text) => [text, touchedBy(reports.filter((report) => report['Query Text'] === text))])
    );
  }

  #takeReports(): readonly Report[] {
    const reports = this.#reports;
    this.#reports = [];
    return reports;
  }
}

function touchedBy(reports: readonly Report[]): Touched {
  const roots = reports.map(({ Plan }) => Plan);
  return {
    rows: sum(roots, rowsOf),
    pages: sum(roots, (root) => (root['Shared Hit Blocks'] ?? 0) + (root['Shared Read Blocks'] ?? 0)),
  };
}

/** Counts in a plan are of one loop. */
function rowsOf(node: PlanNode): number {
  const removed =
    (node['Rows Removed by Filter'] ?? 0) +
    (node['Rows Removed by Join Filter'] ?? 0) +
    (node['Rows Removed by Index Recheck'] ?? 0);
  return (node['Actual Rows'] + removed) * node['Actual Loops'] + sum(node.Plans ?? [], rowsOf);
}

function sum(nodes: readonly PlanNode[], of: (node: PlanNode) => number): number {
  return nodes.reduce((total, node) => total + of(node), 0);
}
