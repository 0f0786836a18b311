import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration.

const KEY = 'text collate "C"'

const statements: readonly string[] = [
  // What an account may do, where, and for how long. Without a unit it is the whole program.
  `create table account_role (
    id ${KEY} not null,
    account_id ${KEY} not null,
    role text not null,
    unit_id ${KEY},
    see_unit_id ${KEY},
    search_unit_id ${KEY},
    valid_from date not null default '-infinity',
    valid_to date not null default 'infinity',
    granted_by ${KEY} not null,
    granted_at timestamptz not null default now(),
    constraint account_role_pk primary key (id),
    constraint account_role_role_ck check (role in ('administrator', 'commune-administrator', 'officer', 'inspector')),
    constraint account_role_unit_fk foreign key (unit_id) references unit (id),
    constraint account_role_see_unit_fk foreign key (see_unit_id) references unit (id),
    constraint account_role_search_unit_fk foreign key (search_unit_id) references unit (id),
    constraint account_role_everywhere_ck check (unit_id is not null or role in ('administrator', 'inspector')),
    constraint account_role_validity_ck check (valid_from < valid_to)
  )`,
  `create index account_role_account_ix on account_role (account_id)`,
  `create index account_role_unit_ix on account_role (unit_id)`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
