-- Changes that are neither done nor given up: few, and looked for by when they began, to tell that
-- someone forgot to close them.

create index if not exists change_records_open_idx
  on stackflow.change_records (created_at)
  include (id, service_id)
  where state not in ('closed', 'cancelled') and environment = 'production' and change_type = 'deployment';
