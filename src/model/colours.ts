/**
 * The one palette of what is good or bad, for data and dashboards. Where a text stands on a colour or has one, its
 * contrast is at least 4.5:1 in both of Grafana's themes. One colour cannot do both: Grafana writes in white on whatever
 * has a brightness of 180 or less, of 255, and in black on the rest.
 */
export interface Tones {
  readonly good: string;
  readonly fair: string;
  readonly warning: string;
  readonly bad: string;
  /** Neither good nor bad. */
  readonly plain: string;
}

/**
 * Letters on a panel, as names that Grafana knows: each theme has its own shade of them. On white no orange reaches 4.5:1;
 * this one has 3.7:1, which large letters may have, and stands for large ones alone.
 */
export const TEXT_COLOURS: Tones = {
  good: 'semi-dark-green',
  fair: 'blue',
  warning: 'dark-orange',
  bad: 'red',
  plain: 'text',
};

/** Cells behind letters, which are white: the same in both themes. */
export const CELL_COLOURS: Tones = {
  good: '#19730E',
  fair: '#1F60C4',
  warning: '#A84300',
  bad: '#C4162A',
  plain: 'transparent',
};
