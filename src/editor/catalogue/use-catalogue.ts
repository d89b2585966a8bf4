import { useCallback } from 'react';

import type { ServiceItem, SloItem, TeamItem } from '../../model/resources';
import type { ResourceSource } from '../types';
import { fetchServices, fetchSlos, fetchTeams } from './catalogue';
import { useList } from './use-list';
import type { List } from './use-list';

/** The lists that filters offer names from. */
export interface Catalogue {
  readonly services: List<ServiceItem>;
  readonly teams: List<TeamItem>;
  readonly slos: List<SloItem>;
  /** Loads anew what failed. */
  readonly retry: () => void;
}

/** Which lists are wanted beside the teams. The others are empty, and nothing is asked for them. */
interface CatalogueOptions {
  /** Default true. */
  readonly services?: boolean;
  /** Default false. */
  readonly slos?: boolean;
}

/** Loads the lists when shown. */
export function useCatalogue(
  source: ResourceSource,
  { services = true, slos = false }: CatalogueOptions = {}
): Catalogue {
  const serviceList = useList(
    useCallback(() => (services ? fetchServices(source, { teams: [], tiers: [] }) : none()), [source, services])
  );
  const teamList = useList(useCallback(() => fetchTeams(source), [source]));
  const sloList = useList(useCallback(() => (slos ? fetchSlos(source) : none()), [source, slos]));
  return {
    services: serviceList.list,
    teams: teamList.list,
    slos: sloList.list,
    retry: () => {
      for (const { list, retry } of [serviceList, teamList, sloList]) {
        if (list.status === 'failed') {
          retry();
        }
      }
    },
  };
}

const none = (): Promise<never[]> => Promise.resolve([]);
