/**
 * What the panels of Grafana 12.3, the oldest that we support, know of options: what is not among these
 * does nothing there, without a word. Read from its panels' own schemas and editors.
 */

interface KnownOptions {
  /** The panel's own, by path; what lies below one of them is known too. */
  readonly options: readonly string[];
  /** Below `custom` of a field, as ids of overrides are spelled. */
  readonly custom: readonly string[];
}

/** Of any panel's fields. */
export const STANDARD_PROPERTIES: readonly string[] = [
  ...['displayName', 'unit', 'fieldMinMax', 'min', 'max', 'decimals', 'noValue'],
  ...['links', 'actions', 'color', 'mappings', 'thresholds', 'filterable'],
];

const REDUCE = ['values', 'calcs', 'fields', 'limit'].map((name) => `reduceOptions.${name}`);
const TEXT = ['titleSize', 'valueSize', 'percentSize'].map((name) => `text.${name}`);
const LEGEND = [
  ...['displayMode', 'placement', 'showLegend', 'calcs', 'width', 'sortBy', 'sortDesc', 'asTable', 'isVisible'],
].map((name) => `legend.${name}`);
const TOOLTIP = ['mode', 'sort', 'hideZeros', 'maxWidth', 'maxHeight'].map((name) => `tooltip.${name}`);

/** By the panel's type. */
export const KNOWN_OPTIONS: Readonly<Record<string, KnownOptions>> = {
  stat: {
    options: [
      ...['colorMode', 'graphMode', 'justifyMode', 'textMode', 'wideLayout', 'orientation'],
      ...['showPercentChange', 'percentChangeColorMode'],
      ...REDUCE,
      ...TEXT,
    ],
    custom: [],
  },
  bargauge: {
    options: [
      ...['displayMode', 'valueMode', 'namePlacement', 'showUnfilled', 'sizing', 'minVizWidth', 'minVizHeight'],
      ...['maxVizHeight', 'orientation'],
      ...LEGEND,
      ...REDUCE,
      ...TEXT,
    ],
    custom: [],
  },
  table: {
    options: [
      ...['cellHeight', 'enablePagination', 'frameIndex', 'frozenColumns.left', 'maxRowHeight', 'showHeader'],
      ...['showTypeIcons', 'sortBy'],
    ],
    custom: [
      ...['minWidth', 'width', 'align', 'filterable', 'wrapText', 'wrapHeaderText', 'hideFrom.viz'],
      ...['footer.reducers', 'cellOptions', 'inspect', 'tooltip.field', 'tooltip.placement', 'styleField'],
    ],
  },
  text: { options: ['mode', 'content', 'code'], custom: [] },
  timeseries: {
    options: ['orientation', 'timezone', ...LEGEND, ...TOOLTIP],
    custom: [
      ...['drawStyle', 'lineInterpolation', 'barAlignment', 'barWidthFactor', 'lineWidth', 'fillOpacity'],
      ...['gradientMode', 'fillBelowTo', 'lineStyle', 'spanNulls', 'insertNulls', 'showPoints', 'showValues'],
      ...['pointSize', 'stacking', 'transform', 'thresholdsStyle', 'hideFrom', 'scaleDistribution'],
      ...['axisPlacement', 'axisLabel', 'axisWidth', 'axisGridShow', 'axisColorMode', 'axisBorderShow'],
      ...['axisCenteredZero', 'axisSoftMin', 'axisSoftMax'],
    ],
  },
  'status-history': {
    options: ['showValue', 'rowHeight', 'colWidth', 'perPage', 'timezone', ...LEGEND, ...TOOLTIP],
    custom: ['lineWidth', 'fillOpacity', 'hideFrom', 'axisPlacement', 'axisWidth'],
  },
};

/** Paths of all values in an object; lists and empty objects are values. */
export function pathsIn(object: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(object).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
      ? pathsIn({ ...value }).map((path) => `${name}.${path}`)
      : [name]
  );
}

export function isKnown(path: string, known: readonly string[]): boolean {
  return known.some((one) => path === one || path.startsWith(`${one}.`));
}
