import { dateMath, dateTime, getDefaultTimeRange, rangeUtil } from '@grafana/data';
import type { TimeRange } from '@grafana/data';
import { SceneTimeRangeTransformerBase, sceneGraph } from '@grafana/scenes';
import type { SceneComponentProps, SceneTimeRangeState } from '@grafana/scenes';
import { Icon, PanelChrome } from '@grafana/ui';

/** How a panel's range differs from the dashboard's, as a dashboard keeps it. */
export interface RangeOverride {
  /** A length, as `7d`; as in Grafana it holds only where the dashboard's own range is relative. */
  readonly timeFrom?: string;
  /** How far the range is moved back, as `1d`. */
  readonly timeShift?: string;
  /** The panel does not say that its range is another. */
  readonly isHidden: boolean;
}

interface State extends SceneTimeRangeState {
  readonly override: RangeOverride;
  /** What is said beside the panel's title. */
  readonly info: string;
}

/** A panel's own range, made of the dashboard's. */
export class PanelTimeRange extends SceneTimeRangeTransformerBase<State> {
  static Component = PanelTimeRangeRenderer;

  constructor(override: RangeOverride) {
    super({ override, info: '', from: 'now-6h', to: 'now', value: getDefaultTimeRange() });
  }

  protected override ancestorTimeRangeChanged({ value }: SceneTimeRangeState): void {
    const { timeFrom, timeShift } = this.state.override;
    const infos: string[] = [];
    let range = value;
    if (timeFrom !== undefined && rangeUtil.isRelativeTimeRange(value.raw)) {
      const length = sceneGraph.interpolate(this, timeFrom);
      range = rangeUtil.convertRawToRange({ from: `now-${length}`, to: 'now' }, this.getTimeZone());
      infos.push(rangeUtil.describeTextRange(length).display);
    }
    if (timeShift !== undefined) {
      const shift = `-${sceneGraph.interpolate(this, timeShift)}`;
      range = shifted(range, shift);
      infos.push(`moved by ${shift}`);
    }
    const { from, to } = range.raw;
    this.setState({ from: textOf(from), to: textOf(to), value: range, info: infos.join(', ') });
  }
}

function shifted(range: TimeRange, shift: string): TimeRange {
  const from = dateMath.parseDateMath(shift, dateTime(range.from), false);
  const to = dateMath.parseDateMath(shift, dateTime(range.to), true);
  return from === undefined || to === undefined ? range : { from, to, raw: { from, to } };
}

function textOf(time: TimeRange['raw']['from']): string {
  return typeof time === 'string' ? time : time.toISOString();
}

function PanelTimeRangeRenderer({ model }: SceneComponentProps<PanelTimeRange>) {
  const { info, override } = model.useState();
  return info === '' || override.isHidden ? null : (
    <PanelChrome.TitleItem title={info}>
      <Icon name="clock-nine" size="sm" />
      &nbsp;{info}
    </PanelChrome.TitleItem>
  );
}
