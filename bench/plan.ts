import type { ClientBase } from 'pg';

import type { Statement } from '../src/backend/aurora/statement';

/** What statements read, by PostgreSQL's own account. */
export interface PlanFacts {
  /** Rows that scans of tables and their indexes gave or threw away, all loops together. */
  readonly rowsRead: number;
  /** Pages of 8 KiB touched, cached or not. */
  readonly pages: number;
  /** Rows that index-only scans had to look up in the table. */
  readonly heapFetches: number;
  readonly indexes: readonly string[];
  /** Tables read from end to end. */
  readonly fullScans: readonly string[];
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  /** Of scans that give rows; a bitmap's index scan has none, its heap scan has. */
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  /** Of index-only scans, all loops together. */
  readonly 'Heap Fetches'?: number;
  readonly 'Shared Hit Blocks'?: number;
  readonly 'Shared Read Blocks'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** Tables so small that reading them whole is right. */
const SMALL_TABLES: readonly string[] = ['services'];

/** Runs the statements under `explain analyze`, and adds up what they read. */
export async function planFacts(client: ClientBase, statements: readonly Statement[]): Promise<PlanFacts> {
  const roots: PlanNode[] = [];
  for (const { text, values } of statements) {
    const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>({
      text: `explain (analyze, buffers, timing off, format json) ${text}`,
      values: [...values],
    });
    roots.push(...rows.map((row) => row['QUERY PLAN'][0].Plan));
  }
  const nodes = roots.flatMap(allNodes);
  return {
    rowsRead: Math.round(nodes.reduce((sum, node) => sum + rowsReadBy(node), 0)),
    pages: roots.reduce((sum, root) => sum + (root['Shared Hit Blocks'] ?? 0) + (root['Shared Read Blocks'] ?? 0), 0),
    heapFetches: nodes.reduce((sum, node) => sum + (node['Heap Fetches'] ?? 0), 0),
    indexes: distinct(nodes.map((node) => node['Index Name'])),
    fullScans: distinct(
      nodes.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name'])
    ).filter((table) => !SMALL_TABLES.includes(table)),
  };
}

/** Counts in a plan are of one loop. */
function rowsReadBy(node: PlanNode): number {
  if (node['Relation Name'] === undefined) {
    return 0;
  }
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  return (node['Actual Rows'] + removed) * node['Actual Loops'];
}

function allNodes(node: PlanNode): readonly PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(allNodes)];
}

function distinct(names: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(names.filter((name) => name !== undefined))];
}
