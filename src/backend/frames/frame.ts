/**
 * Our column model of a Grafana data frame: what plugin code builds, and `encodeFrame` turns into
 * Arrow. Names and shapes of `meta` and `config` are Grafana's (data frames, dataplane contract).
 */

/** How a number is to be shown; a subset of Grafana's FieldConfig. */
export interface FieldConfig {
  /** Grafana's unit id, for example `s` or `percent`. */
  readonly unit?: string;
  readonly decimals?: number;
  /** Name in legends and on panels; a panel's own display name wins over it. */
  readonly displayNameFromDS?: string;
  readonly description?: string;
  readonly min?: number;
  readonly max?: number;
  readonly links?: readonly DataLink[];
  readonly thresholds?: Thresholds;
  readonly color?: { readonly mode: 'thresholds' };
  readonly mappings?: readonly ValueMapping[];
  /** Shown where there is no value, in any panel; `completeFrame` says what else stands there. */
  readonly noValue?: string;
  /** What only some panels know, by the panel's own names. */
  readonly custom?: CustomConfig;
}

/** Options of graphs and tables; a panel's own choice does not replace them, an override does. */
export interface CustomConfig {
  /** Name of the line down to which a graph fills. */
  readonly fillBelowTo?: string;
  readonly fillOpacity?: number;
  readonly lineWidth?: number;
  readonly drawStyle?: 'line';
  readonly showPoints?: 'never';
  readonly hideFrom?: { readonly viz: boolean; readonly legend: boolean; readonly tooltip: boolean };
  /** Name of the column that holds a cell's style as JSON. */
  readonly styleField?: string;
}

/** Colours by value, in ascending order; made by `colouredFrom`, which knows what Grafana keeps of them. */
export interface Thresholds {
  readonly mode: 'absolute';
  readonly steps: ReadonlyArray<{ readonly value: number; readonly color: string }>;
}

/** How certain values are shown; Grafana's server reads no mapping by a pattern from a plugin. */
export type ValueMapping =
  | {
      /** By the value as text: a number, `true` and `false` too. */
      readonly type: 'value';
      readonly options: Readonly<
        Record<string, { readonly text: string; readonly color?: string; readonly index: number }>
      >;
    }
  | {
      readonly type: 'special';
      readonly options: {
        readonly match: 'null+nan';
        readonly result: { readonly text?: string; readonly color: string; readonly index: number };
      };
    };

/** A link on every value of a column; the URL may hold Grafana's variables, as `${__value.raw}`. */
export interface DataLink {
  readonly title: string;
  readonly url: string;
  readonly targetBlank: boolean;
}

interface ColumnBase {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly config?: FieldConfig;
}

/** Every column of a frame has the same length; null is no value. */
export type Column = ColumnBase &
  (
    | {
        readonly type: 'time';
        /** Milliseconds since the epoch, as every series has them. */ readonly valuesMs: readonly number[];
      }
    | { readonly type: 'optionalTime'; /** Of tables alone. */ readonly valuesMs: readonly (number | null)[] }
    | { readonly type: 'number'; readonly values: readonly (number | null)[] }
    | { readonly type: 'integer'; readonly values: readonly (number | null)[] }
    | { readonly type: 'string'; readonly values: readonly (string | null)[] }
    | { readonly type: 'boolean'; readonly values: readonly (boolean | null)[] }
  );

export interface Notice {
  readonly severity: 'info' | 'warning' | 'error';
  readonly text: string;
}

/**
 * The dataplane types that this plugin answers with. `numeric-long` is a table of labels with one
 * number; `table` is for panels, not for alerts.
 */
export type FrameType = 'timeseries-wide' | 'numeric-wide' | 'numeric-long' | 'table';

export interface FrameMeta {
  readonly type?: FrameType;
  readonly typeVersion?: readonly [number, number];
  readonly notices?: readonly Notice[];
  /** The statement behind the frame, as a person can run it. */
  readonly executedQueryString?: string;
  /** The view that Explore and new panels choose. */
  readonly preferredVisualisationType?: 'graph' | 'table';
  /** Ours: what a panel or a program may want beside the numbers. */
  readonly custom?: Readonly<Record<string, unknown>>;
}

export interface Frame {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly meta: FrameMeta;
}

/** How many rows a frame has. */
export function rowsOf({ columns: [first] }: Frame): number {
  if (first === undefined) {
    return 0;
  }
  return 'valuesMs' in first ? first.valuesMs.length : first.values.length;
}
