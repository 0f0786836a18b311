import type { Language } from '@ketnoi/hierarchy'

interface PlanTexts {
  readonly summary: string
  readonly description: string
  readonly model: string
  readonly units: string
  readonly roster: string
  readonly actual: string
  readonly asOf: string
  readonly convert: string
  readonly decisions: string
  readonly partial: string
  readonly json: string
}

/** What the options of `ketnoi plan` mean; those of `ketnoi reform` that are read alike say the same. */
export const PLAN_TEXTS: Readonly<Record<Language, PlanTexts>> = {
  vi: {
    summary: 'ai cần có trong từng nhóm, ai thực tế có, và phải thay đổi gì; từ tệp, không cần cơ sở dữ liệu',
    description:
      'Từ các danh sách tính ra ai cần có trong từng nhóm, so với danh sách thành viên thực tế, rồi in kế hoạch.',
    model: 'một mẫu có sẵn (ia-pa-2024, gia-lai-2025) hoặc một tệp mẫu (.json)',
    units: 'đơn vị: một danh mục (.json), sau đó là các danh sách thôn (.csv, .xlsx)',
    roster:
      'danh sách người dân và cán bộ (.xlsx, .csv) hoặc thư mục chứa chúng; TỆP@mã-đơn-vị cho biết tệp là của đơn vị nào',
    actual:
      'danh sách thành viên của các nhóm (.csv, .xlsx, .txt) hoặc thư mục chứa chúng; TỆP@mã-nhóm cho biết là nhóm nào',
    asOf: 'tại ngày nào, NĂM-THÁNG-NGÀY (mặc định: hôm nay theo múi giờ của mẫu)',
    convert: 'các cách chuyển chữ cần làm, cách nhau bằng dấu phẩy: tcvn3, vni, mojibake, minority, honorific',
    decisions: 'trả lời cho các câu hỏi, dạng JSON (xem apps/cli/schema/decisions.schema.json)',
    partial: 'các danh sách thành viên không đầy đủ: không ai bị đưa ra khỏi nhóm vì chúng',
    json: 'in kế hoạch dạng JSON (xem apps/cli/schema/plan.schema.json)',
  },
  en: {
    summary: 'who should be in every group, who is, and what to change; from files, without a database',
    description:
      'Works out from rosters who should be in every group, compares with lists of who is, and prints the plan.',
    model: 'a preset (ia-pa-2024, gia-lai-2025) or a model document (.json)',
    units: 'units: a catalogue (.json), and lists of villages (.csv, .xlsx) after it',
    roster:
      'rosters of people and of officers (.xlsx, .csv) or folders of them; FILE@unitId says which unit a file is about',
    actual: 'lists of who is in a group (.csv, .xlsx, .txt) or folders of them; FILE@groupId says which group',
    asOf: 'the day that is asked about, YYYY-MM-DD (default: today in the time zone of the model)',
    convert: 'conversions to carry out, separated by commas: tcvn3, vni, mojibake, minority, honorific',
    decisions: 'answers to questions, as JSON (see apps/cli/schema/decisions.schema.json)',
    partial: 'the lists of members are not complete: nobody is removed because of them',
    json: 'print the plan as JSON (see apps/cli/schema/plan.schema.json)',
  },
}
