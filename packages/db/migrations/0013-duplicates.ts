import { sql, type Kysely } from 'kysely'

// Frozen: a later change of the schema is a later migration.

const statements: readonly string[] = [
  // Namesakes, and with the birth beside it people who may be recorded twice.
  `create index person_name_birth_ix on person (name_folded, birth)`,
  // For whom somebody carries messages, who turns out to be somebody else's record.
  `create index person_proxy_ix on person (proxy_id) where proxy_id is not null`,
  // What two records were before somebody made one of them, and what was moved: the merged one leads to the kept one, and comes back.
  `create table person_merge (
    id text collate "C" not null,
    kept_id text collate "C" not null,
    merged_id text collate "C" not null,
    kept jsonb not null,
    merged jsonb not null,
    result jsonb not null,
    merged_revision integer not null,
    merged_added_event bigint,
    moved jsonb not null default '{}',
    author text collate "C" not null,
    at timestamptz not null,
    undone_by text collate "C",
    undone_at timestamptz,
    constraint person_merge_pk primary key (id),
    constraint person_merge_undone_ck check ((undone_at is null) = (undone_by is null))
  )`,
  `create unique index person_merge_merged_uq on person_merge (merged_id) where undone_at is null`,
  `create index person_merge_kept_ix on person_merge (kept_id)`,
  // Two records that somebody looked at and that are two people. \`merge_id\`: they are so because of a record merged into one of them.
  `create table person_distinct (
    one_id text collate "C" not null,
    other_id text collate "C" not null,
    author text collate "C" not null,
    at timestamptz not null,
    merge_id text collate "C",
    constraint person_distinct_pk primary key (one_id, other_id),
    constraint person_distinct_order_ck check (one_id < other_id)
  )`,
  // What the record that was merged said, told again of the kept one for as long as the merge holds: the ledger itself is only added to.
  `alter table consent_event add column merge_id text collate "C"`,
  // Links of a merged record go on to open the page of the person, beside the person's own.
  `alter table private_link add column merge_id text collate "C"`,
  `drop index private_link_person_uq`,
  `create unique index private_link_person_uq on private_link (person_id) where revoked_at is null and merge_id is null`,
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
