import { css } from '@emotion/css';
import { Tab, TabsBar } from '@grafana/ui';
import React, { useId, useState } from 'react';
import type { ReactNode } from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';
import type { ConfigProps } from '../types';
import { ReportContext, useReports } from './reported-status';
import { useKept } from './use-kept';

const TABS = ['daily', 'connection'] as const;
type TabName = (typeof TABS)[number];

interface Props {
  readonly settings: ConfigProps;
  /** The tab to open with until somebody chooses; it is looked at once. */
  readonly startsWith: TabName;
  readonly children: Readonly<Record<TabName, ReactNode>>;
}

/**
 * What is done daily apart from what is set up once. Both are there: what a tab has to tell is seen on it, and the one
 * that alone has an error is opened.
 */
export function SettingsTabs({ settings, startsWith, children }: Props) {
  const id = useId();
  const reports = { daily: useReports(), connection: useReports() };
  const [kept, keep] = useKept(settings.options.uid, 'tab', TABS);
  const [started] = useState(startsWith);
  // Which tabs had errors when one was chosen: another error may open another tab.
  const [chosenDespite, setChosenDespite] = useState<TabName | null>(null);
  const troubled = TABS.filter((tab) => reports[tab].reported.some(({ tone }) => tone === 'error'));
  const alone = troubled.length === 1 ? (troubled[0] ?? null) : null;
  const shown = alone !== null && alone !== chosenDespite ? alone : (kept ?? started);
  const choose = (tab: TabName) => {
    keep(tab);
    setChosenDespite(alone);
  };
  return (
    <>
      <TabsBar className={bar}>
        {TABS.map((tab) => (
          <Tab
            key={tab}
            id={`${id}-${tab}`}
            label={CONFIG_LABELS.tabs[tab]}
            icon={troubled.includes(tab) ? 'exclamation-circle' : undefined}
            active={tab === shown}
            aria-controls={`${id}-${tab}-panel`}
            onChangeTab={() => choose(tab)}
          />
        ))}
      </TabsBar>
      {TABS.map((tab) => (
        <div
          key={tab}
          id={`${id}-${tab}-panel`}
          role="tabpanel"
          aria-labelledby={`${id}-${tab}`}
          hidden={tab !== shown}
        >
          <ReportContext.Provider value={reports[tab].report}>{children[tab]}</ReportContext.Provider>
        </div>
      ))}
    </>
  );
}

const bar = css({ marginBottom: 8 });
