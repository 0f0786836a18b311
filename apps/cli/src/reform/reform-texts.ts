import type { Language } from '@ketnoi/hierarchy'

interface ReformTexts {
  readonly summary: string
  readonly description: string
  readonly rehearse: {
    readonly summary: string
    readonly description: string
    readonly actual: string
    readonly limit: string
    readonly json: string
  }
  readonly apply: { readonly summary: string; readonly description: string; readonly json: string }
  readonly undo: {
    readonly summary: string
    readonly description: string
    readonly model: string
    readonly json: string
  }
  readonly out: string
  readonly asOf: string
  readonly decisions: string
  readonly noLimit: string
  readonly tooLate: (given: string, eve: string) => string
  readonly doesNotFit: string
  readonly applied: (file: string, units: string) => string
  readonly notReady: (file: string, count: number) => string
  readonly notInUnits: (units: string, reform: string) => string
  readonly cannotUndo: (reform: string) => string
  readonly record: (file: string, wrong: RecordFault) => string
  readonly recordUnits: string
  readonly recordModel: string
  readonly outIsFile: (folder: string) => string
  readonly outNotEmpty: (folder: string) => string
  readonly outNotWritten: (folder: string, reason: string) => string
  readonly holds: (reform: string, from: string, changed: number, kept: number, eve: string) => string
  readonly decisionsLeft: (count: number) => string
  readonly rostersHold: (from: string) => string
  readonly toUndo: (folder: string) => string
  readonly undone: (reform: string, decision: string, restored: number, removed: number) => string
  readonly notRestored: string
  readonly peopleFrom: (rosters: string) => string
  readonly peopleAsTheyWere: string
  readonly groupsStay: string
  readonly saidSince: (unitId: string) => string
  readonly moreSaidSince: (count: number) => string
}

/** What may be wrong with a record of a reform. */
export type RecordFault = 'other' | 'later' | 'damaged'

const FAULTS: Readonly<Record<Language, Readonly<Record<RecordFault, string>>>> = {
  vi: {
    other: 'không phải là bản ghi của một quyết định sắp xếp',
    later: 'thuộc phiên bản mới hơn của chương trình này',
    damaged: 'bị hỏng',
  },
  en: { other: 'is no record of a reform', later: 'is of a later version of this program', damaged: 'is damaged' },
}

/** What the commands about reforms say; a rehearsal is said in `rehearsal-texts.ts`. */
export const REFORM_TEXTS: Readonly<Record<Language, ReformTexts>> = {
  vi: {
    summary: 'sắp xếp đơn vị (nhập, tách, giải thể): diễn tập, áp dụng và hoàn tác một quyết định; từ tệp',
    description: 'Diễn tập, áp dụng và hoàn tác một quyết định sắp xếp đơn vị, từ tệp, không cần cơ sở dữ liệu.',
    rehearse: {
      summary: 'từng đơn vị, nhóm, ghế và người sẽ ra sao, còn gì phải quyết định; không thay đổi gì',
      description:
        'Đọc một quyết định (xem apps/cli/schema/reform.schema.json) và in những gì sẽ xảy ra. Không ghi gì.',
      actual:
        'danh sách thành viên của các nhóm, hoặc thư mục chứa chúng: nhóm không có danh sách coi như không có. Không đưa gì thì mọi nhóm đều có',
      limit: 'số dòng nhiều nhất của mỗi phần',
      json: 'in tất cả dạng JSON (xem apps/cli/schema/rehearsal.schema.json)',
    },
    apply: {
      summary: 'ghi đơn vị, mẫu và danh sách như sau khi sắp xếp, kèm bản ghi để hoàn tác',
      description: 'Áp dụng một quyết định lên các tệp và ghi kết quả vào một thư mục mới, tất cả hoặc không gì cả.',
      json: 'in những gì đã ghi, dạng JSON',
    },
    undo: {
      summary: 'ghi đơn vị và mẫu như trước, và nêu những gì không trả lại được',
      description: 'Hoàn tác một quyết định mà "ketnoi reform apply" đã áp dụng.',
      model: 'mẫu như hiện nay (mặc định: như lúc áp dụng xong)',
      json: 'in những gì đã ghi và những gì không trả lại được, dạng JSON',
    },
    out: 'một thư mục chưa có, hoặc trống; không có gì bị ghi đè',
    asOf: 'ngày của các danh sách (mặc định: ngày trước khi quyết định có hiệu lực)',
    decisions: 'trả lời cho các câu hỏi về danh sách, dạng JSON (xem apps/cli/schema/decisions.schema.json)',
    noLimit: 'Hãy ghi một số từ 0.',
    tooLate: (given, eve) => `--as-of ${given}: các danh sách phải là của một ngày trước khi sắp xếp, muộn nhất ${eve}`,
    doesNotFit: 'quyết định này không khớp với các đơn vị này; chưa thay đổi gì',
    applied: (file, units) =>
      `${file}: đã áp dụng rồi: ${units} đã có mọi đơn vị do quyết định lập ra. Không phải làm gì; "ketnoi reform undo" để hoàn tác`,
    notReady: (file, count) =>
      `${file}: chưa thực hiện được: phải quyết định ${count} việc trước; "ketnoi reform rehearse" với cùng các tệp sẽ in ra. Chưa ghi gì`,
    notInUnits: (units, reform) =>
      `${units}: trong các đơn vị này không có ${reform}: đã hoàn tác rồi, hoặc đây là các đơn vị từ trước đó`,
    cannotUndo: (reform) =>
      `chưa hoàn tác được ${reform} chừng nào những chỗ này đã được sửa sau đó; hãy gỡ các chỗ sửa trước. Chưa ghi gì`,
    record: (file, wrong) =>
      `${file} ${FAULTS.vi[wrong]}; hãy đưa tệp record.json mà "ketnoi reform apply" đã ghi bên cạnh các đơn vị`,
    recordUnits: 'các đơn vị trong bản ghi bị hỏng',
    recordModel: 'mẫu trong bản ghi bị hỏng',
    outIsFile: (folder) => `--out ${folder} là một tệp: hãy chọn một thư mục chưa có`,
    outNotEmpty: (folder) => `--out ${folder} không trống, mà không có gì bị ghi đè: hãy chọn một thư mục chưa có`,
    outNotWritten: (folder, reason) => `--out ${folder}: không ghi được (${reason}); hãy kiểm tra chỗ và quyền ghi`,
    holds: (reform, from, changed, kept, eve) =>
      `${reform} có hiệu lực từ ${from}: ${changed} đơn vị thay đổi, ${kept} đơn vị giữ nguyên; đến hết ${eve} không có gì khác.`,
    decisionsLeft: (count) => `Còn ${count} việc quyết định sau cũng được; "ketnoi reform rehearse" in ra các việc ấy.`,
    rostersHold: (from) =>
      `Các danh sách ghi những gì đúng vào ${from}: không ghi những gì trước đó, và trong các sự đồng ý chỉ ghi của mục đích đầu tiên trong mẫu.`,
    toUndo: (folder) =>
      `Để hoàn tác: ketnoi reform undo ${folder}/record.json --units ${folder}/units.json --out THƯ-MỤC`,
    undone: (reform, decision, restored, removed) =>
      `Đã hoàn tác ${reform} (${decision}): ${restored} đơn vị trở lại như trước, ${removed} đơn vị không còn.`,
    notRestored: 'Không trả lại được:',
    peopleFrom: (rosters) =>
      `người: hãy dùng tiếp các danh sách từ trước (${rosters}); những gì đã ghi thêm vào danh sách do lần áp dụng tạo ra thì phải ghi lại vào đó`,
    peopleAsTheyWere: 'người: khi áp dụng không có danh sách của họ, nên vẫn như trước',
    groupsStay: 'nhóm trong dịch vụ nhắn tin: nhóm đã lưu trữ không mở lại, ai đã rời hoặc bị đưa ra thì phải mời lại',
    saidSince: (unitId) => `mọi điều đã ghi về ${unitId} từ đó`,
    moreSaidSince: (count) => `… và về ${count} đơn vị nữa`,
  },
  en: {
    summary: 'units merge, split, end: what a decision would do, doing it, and undoing it; from files',
    description: 'Rehearses, applies and undoes a decision that changes units, from files, without a database.',
    rehearse: {
      summary: 'what becomes of every unit, group, seat and person, and what is left to decide; changes nothing',
      description:
        'Reads a decision (see apps/cli/schema/reform.schema.json) and prints what it would do. Nothing is written.',
      actual:
        'lists of who is in a group, or folders of them: a group without one then does not exist. Without any, all do',
      limit: 'the most lines of every part',
      json: 'print all of it as JSON (see apps/cli/schema/rehearsal.schema.json)',
    },
    apply: {
      summary: 'writes units, model and rosters as they are afterwards, and a record for undoing it',
      description: 'Carries a decision out on files and writes the result into a new folder, all of it or nothing.',
      json: 'print what was written as JSON',
    },
    undo: {
      summary: 'writes units and model as they were before, and names what it cannot restore',
      description: 'Takes a decision back that "ketnoi reform apply" carried out.',
      model: 'the model as it is now (default: as the reform left it)',
      json: 'print what was written, and what is not restored, as JSON',
    },
    out: 'a folder that does not exist yet, or is empty; nothing is overwritten',
    asOf: 'the day that rosters and lists are of (default: the day before the decision takes effect)',
    decisions: 'answers to questions about rosters, as JSON (see apps/cli/schema/decisions.schema.json)',
    noLimit: 'Give a number from 0 on.',
    tooLate: (given, eve) => `--as-of ${given}: rosters and lists are of a day before the reform, ${eve} at the latest`,
    doesNotFit: 'this reform does not fit these units; nothing was changed',
    applied: (file, units) =>
      `${file}: applied already: ${units} holds every unit that it makes. There is nothing to do; "ketnoi reform undo" takes it back`,
    notReady: (file, count) =>
      `${file}: not ready: ${count} decisions come first; "ketnoi reform rehearse" with the same files lists them. Nothing was written`,
    notInUnits: (units, reform) =>
      `${units}: ${reform} is not recorded in these units: it was undone already, or they are those from before it`,
    cannotUndo: (reform) =>
      `${reform} cannot be undone as long as this was changed since; take the changes back first. Nothing was written`,
    record: (file, wrong) =>
      `${file}: ${FAULTS.en[wrong]}; give the file record.json that "ketnoi reform apply" wrote beside the units`,
    recordUnits: 'units in the record are damaged',
    recordModel: 'the model in the record is damaged',
    outIsFile: (folder) => `--out ${folder} is a file: give a folder that does not exist yet`,
    outNotEmpty: (folder) =>
      `--out ${folder} is not empty and nothing is overwritten: give a folder that does not exist yet`,
    outNotWritten: (folder, reason) =>
      `--out ${folder}: cannot be written (${reason}); check its place and permissions`,
    holds: (reform, from, changed, kept, eve) =>
      `${reform} holds from ${from} on: ${changed} units changed, ${kept} as they were; until ${eve} nothing differs.`,
    decisionsLeft: (count) => `${count} decisions are left for afterwards; "ketnoi reform rehearse" lists them.`,
    rostersHold: (from) =>
      `The rosters hold what is said of ${from}: not what was before, and no consent but that of the first purpose of the model.`,
    toUndo: (folder) =>
      `To undo it: ketnoi reform undo ${folder}/record.json --units ${folder}/units.json --out FOLDER`,
    undone: (reform, decision, restored, removed) =>
      `${reform} (${decision}) is undone: ${restored} units are as they were, ${removed} are gone.`,
    notRestored: 'Not restored:',
    peopleFrom: (rosters) =>
      `people: go on with the rosters from before (${rosters}); what was written since into those made by the reform has to be entered there`,
    peopleAsTheyWere: 'people: their rosters were not given when it was applied, and are as they were',
    groupsStay:
      'groups in the messaging service: one that was archived is not opened again, whoever left or was taken out has to be asked again',
    saidSince: (unitId) => `whatever was said of ${unitId} since`,
    moreSaidSince: (count) => `… and of ${count} more`,
  },
}
