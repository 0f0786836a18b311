import type { Addition, GroupReader, GroupWriter, Role, ServiceMember, WriteOutcome } from '@ketnoi/hierarchy'
import type { ZaloClient, ZaloGroupDetail } from '../client/client.ts'
import { refuse, type ZaloFailure, type ZaloResult } from '../client/errors.ts'
import type { ZaloSettings } from '../settings.ts'
import { createChangeMany } from './change-many.ts'
import type { ZaloConnector } from './connector.ts'
import { HIGHEST_ROLE, isArchived, whoIsIn } from './reader.ts'
import type { RoleNotes } from './role-notes.ts'

type MembersWriter = Pick<GroupWriter, 'addMembers' | 'removeMember' | 'changeRole' | 'withdrawInvitation'> &
  Pick<ZaloConnector, 'acceptRequests'>

type Outcomes = Map<string, WriteOutcome>

const DONE: WriteOutcome = { kind: 'done', already: false }
const ALREADY: WriteOutcome = { kind: 'done', already: true }

/** Changes who is in a group. After a refusal the group is read: some only mean that it was so before, or came after the effect. */
export function createMembersWriter(client: ZaloClient, reader: GroupReader, roleNotes: RoleNotes): MembersWriter {
  const { settings } = client
  const changeMany = createChangeMany(settings.batchSize)

  const addMembers = async (externalId: string, additions: readonly Addition[]): Promise<readonly WriteOutcome[]> => {
    if (additions.length === 0) return []
    const detail = await readyForPeople(client, externalId)
    if (detail.kind === 'failed') return additions.map(() => detail)

    const outcomes: Outcomes = new Map()
    let wanted = [...new Set(additions.map(({ accountId }) => accountId))]
    const room = roomIn(detail.data)
    if (room !== null && room < wanted.length) {
      const present = await whoIsIn(reader, externalId)
      wanted = wanted.filter((accountId) => present?.has(accountId) !== true)
      for (const accountId of wanted.splice(room))
        outcomes.set(accountId, refuse('group-full', 'check-input', 'the group can hold no more members'))
    }

    const results = await changeMany(client.invite, externalId, wanted)
    for (const [accountId, result] of results) {
      outcomes.set(accountId, ofInvitation(settings, result))
      // Whoever comes anew comes as an ordinary member, whatever they were before they left.
      if (result.kind === 'done') await roleNotes.note(externalId, accountId, null)
    }
    await lookAgain(externalId, results, outcomes)
    await makeDeputies(externalId, additions, outcomes)
    // Whoever was not asked for was found in the group.
    return additions.map(({ accountId }) => outcomes.get(accountId) ?? ALREADY)
  }

  /** Mends the outcomes of refusals that may be about one account, by what a reading shows. */
  const lookAgain = async (
    externalId: string,
    results: ReadonlyMap<string, ZaloResult<null>>,
    outcomes: Outcomes,
  ): Promise<void> => {
    const refused = [...results].filter((entry): entry is [string, ZaloFailure] => isAboutAccount(entry[1]))
    const present = refused.length === 0 ? null : await whoIsIn(reader, externalId)
    for (const [accountId, failure] of refused) {
      if (present?.has(accountId) === true || isSo(failure)) outcomes.set(accountId, ALREADY)
      else outcomes.set(accountId, unknownAccount(present === null ? failure : { ...failure, effect: 'none' }))
    }
  }

  /** Only members can be deputies: who has yet to accept becomes one in a later run. */
  const makeDeputies = async (
    externalId: string,
    additions: readonly Addition[],
    outcomes: Outcomes,
  ): Promise<void> => {
    const maybeIn = (accountId: string): boolean => {
      const kind = outcomes.get(accountId)?.kind
      return kind !== 'failed' && !(kind === 'pending' && settings.inviteEffect === 'asked')
    }
    const deputies = additions
      .filter(({ accountId, role }) => role !== 'member' && maybeIn(accountId))
      .map(({ accountId }) => accountId)
    const results = await changeMany(client.addDeputies, externalId, [...new Set(deputies)])
    for (const [accountId, result] of results) {
      if (isSo(result)) await roleNotes.note(externalId, accountId, 'deputy')
      else outcomes.set(accountId, { kind: 'pending' })
    }
  }

  const removeMember = async (externalId: string, accountId: string): Promise<WriteOutcome> => {
    const outcome = await takeOut(externalId, accountId)
    if (outcome.kind === 'done') await roleNotes.note(externalId, accountId, null)
    return outcome
  }

  const takeOut = async (externalId: string, accountId: string): Promise<WriteOutcome> => {
    const result = await client.removeMembers(externalId, [accountId])
    if (result.kind === 'done') return DONE
    if (isSo(result)) return ALREADY
    if (!isAboutAccount(result)) return result
    const present = await whoIsIn(reader, externalId)
    if (present === null) return result
    const member = present.get(accountId)
    if (member?.state !== 'member') return ALREADY
    if (member.role === 'member') return { ...result, effect: 'none' }
    // A deputy may have to become an ordinary member first.
    const demoted = await client.removeDeputies(externalId, [accountId])
    if (demoted.kind === 'failed') return { ...result, effect: demoted.effect }
    const again = await client.removeMembers(externalId, [accountId])
    return again.kind === 'done' ? DONE : { ...again, effect: 'unknown' }
  }

  const changeRole = async (externalId: string, accountId: string, role: Role): Promise<WriteOutcome> => {
    const outcome = await putInRole(externalId, accountId, role)
    if (outcome.kind === 'done')
      await roleNotes.note(externalId, accountId, role === 'member' ? 'member' : HIGHEST_ROLE)
    return outcome
  }

  const putInRole = async (externalId: string, accountId: string, role: Role): Promise<WriteOutcome> => {
    const change = role === 'member' ? client.removeDeputies : client.addDeputies
    const result = await change(externalId, [accountId])
    if (result.kind === 'done') return DONE
    if (isSo(result)) return ALREADY
    if (!isAboutAccount(result)) return result
    const present = await whoIsIn(reader, externalId)
    const member = present?.get(accountId)
    if (present !== null && member === undefined) return { ...result, code: 'account-unknown', effect: 'none' }
    // Nobody is a deputy before having accepted.
    if (member?.state === 'invited') return { ...result, effect: 'none', retry: true }
    return isInRole(member, role) ? ALREADY : result
  }

  const withdrawInvitation = async (externalId: string, accountId: string): Promise<WriteOutcome> => {
    const result = await client.rejectPending(externalId, [accountId])
    if (result.kind === 'done') return DONE
    if (isSo(result)) return ALREADY
    if (!isAboutAccount(result)) return result
    const present = await whoIsIn(reader, externalId)
    return present !== null && present.get(accountId)?.state !== 'invited' ? ALREADY : result
  }

  const acceptRequests = async (
    externalId: string,
    accountIds: readonly string[],
  ): Promise<readonly WriteOutcome[]> => {
    const results = await changeMany(client.acceptPending, externalId, [...new Set(accountIds)])
    const refused = [...results.values()].some(isAboutAccount)
    const present = refused ? await whoIsIn(reader, externalId) : null
    return accountIds.map((accountId) => {
      const result = results.get(accountId)
      if (result?.kind !== 'failed') return DONE
      if (isSo(result)) return ALREADY
      return present?.get(accountId)?.state === 'member' ? ALREADY : result
    })
  }

  return { addMembers, removeMember, changeRole, withdrawInvitation, acceptRequests }
}

async function readyForPeople(client: ZaloClient, externalId: string): Promise<ZaloResult<ZaloGroupDetail>> {
  const detail = await client.group(externalId)
  if (detail.kind === 'failed' || !isArchived(client.settings, detail.data)) return detail
  return detail.data.enabled
    ? refuse('group-archived', 'check-input', 'the group was archived', 'group')
    : refuse('group-archived', 'renew-asset', 'the group is disabled: its asset has run out', 'group')
}

function roomIn({ capacity, memberCount }: ZaloGroupDetail): number | null {
  return capacity === null || memberCount === null ? null : Math.max(0, capacity - memberCount)
}

function ofInvitation(settings: ZaloSettings, result: ZaloResult<null>): WriteOutcome {
  if (result.kind === 'failed') return result
  return settings.inviteEffect === 'member' ? DONE : { kind: 'pending' }
}

/** Done now, or before. */
function isSo(result: ZaloResult<null>): boolean {
  return result.kind === 'done' || result.action === 'already-so'
}

function isAboutAccount(result: ZaloResult<null>): result is ZaloFailure {
  return result.kind === 'failed' && result.scope === 'account'
}

/** A call for one account that is refused for its input: it is the account that the service does not know. */
function unknownAccount(failure: ZaloFailure): ZaloFailure {
  return failure.action === 'check-input' ? { ...failure, code: 'account-unknown' } : failure
}

function isInRole(member: ServiceMember | undefined, role: Role): boolean {
  const isDeputy = member?.role === 'deputy' || member?.role === 'leader'
  return role === 'member' ? member?.role === 'member' : isDeputy
}
