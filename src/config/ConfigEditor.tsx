import React from 'react';

import { isConnected, useStored } from './backend-calls/use-stored';
import { CloudWatchSection } from './cloudwatch/CloudWatchSection';
import { ConnectionContext } from './connection/connection-context';
import { ConnectionSection } from './connection/ConnectionSection';
import { EditsSection } from './connection/EditsSection';
import { LimitsSection } from './connection/LimitsSection';
import { PrivacySection } from './connection/PrivacySection';
import { TlsSection } from './connection/TlsSection';
import { useConnection } from './connection/use-connection';
import { FreshnessSection } from './freshness/FreshnessSection';
import { GateSection } from './gate/GateSection';
import { GitHubSection } from './github/GitHubSection';
import { SaveBar } from './sections/SaveBar';
import { SettingsTabs } from './sections/SettingsTabs';
import { SloSection } from './slos/SloSection';
import type { ConfigProps } from './types';

/**
 * The data source's settings page: what is done daily, and what is set up once. No setting can be changed where it is
 * provisioned from a file; SLOs and overrides of the change gate are kept in the database, and can.
 */
export function ConfigEditor(settings: ConfigProps) {
  const stored = useStored(settings.options);
  return (
    <ConnectionContext.Provider value={useConnection(settings)}>
      <SettingsTabs settings={settings} startsWith={isConnected(stored) ? 'daily' : 'connection'}>
        {{
          daily: (
            <>
              <SloSection settings={settings} />
              <GateSection settings={settings} />
              <GitHubSection settings={settings} />
            </>
          ),
          connection: (
            <>
              <ConnectionSection settings={settings} />
              <TlsSection settings={settings} />
              <EditsSection settings={settings} />
              <LimitsSection settings={settings} />
              <FreshnessSection settings={settings} />
              <PrivacySection settings={settings} />
              <CloudWatchSection settings={settings} />
            </>
          ),
        }}
      </SettingsTabs>
      <SaveBar />
    </ConnectionContext.Provider>
  );
}
