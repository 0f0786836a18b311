export const lists = {
  notRead: (instant: string) => `Danh sách lúc ${instant} không đọc được.`,
  notReadText:
    'Nội dung không đọc được, hoặc là danh sách của một nhóm khác. Vì vậy không ai bị coi là thiếu hay thừa, và kế hoạch giữ nguyên mọi thành viên. Nhập lại danh sách của nhóm này để so sánh.',
  noListBefore: 'Trước đó chưa có danh sách nào đọc được.',
  lastList: (instant: string, members: string) =>
    `Danh sách đọc được gần nhất: lúc ${instant}, ${members} thành viên. Thẻ Thực tế vẫn hiện danh sách đó.`,
  listThen: (instant: string) => `Theo danh sách đọc được gần nhất, lúc ${instant}:`,
  decidedTitle: 'Tên đã quyết định',
  decidedText:
    'Đã quyết định một lần và được nhớ cho mọi danh sách sau của nhóm. Lấy lại nếu nhầm: tên đó được hỏi lại.',
  decidedStranger: 'Người ngoài danh sách',
  decidedBy: (name: string, instant: string) => `${name}, ${instant}`,
  notOnList: 'không còn trong danh sách hiện nay',
  undecide: 'Lấy lại',
  undecided: (displayName: string) => `Đã lấy lại quyết định cho “${displayName}”.`,
}
