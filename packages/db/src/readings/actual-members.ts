import type { GroupId } from '@ketnoi/hierarchy'
import { sql } from 'kysely'
import type { Db } from '../schema.ts'

/**
 * Derives who is in the group from the current readings of its real groups. Two rows of one person are one member, in the
 * higher role and the better state.
 */
export async function updateActualMembers(trx: Db, groupId: GroupId): Promise<void> {
  await sql`delete from actual_member where group_id = ${groupId}`.execute(trx)
  await sql`
    insert into actual_member (group_id, person_id, role, state)
    select real.group_id, row.person_id, max(row.role),
      case min(case row.state when 'member' then 0 when 'invited' then 1 else 2 end)
        when 0 then 'member' when 1 then 'invited' else 'invitation-failed'
      end
    from actual_group as real
    join reading_member as row on row.reading_id = real.reading_id
    where real.group_id = ${groupId} and row.person_id is not null
    group by real.group_id, row.person_id
  `.execute(trx)
}
