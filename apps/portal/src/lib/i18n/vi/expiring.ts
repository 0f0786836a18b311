export const expiring = {
  title: 'Sắp hết hạn',
  lead: (day: string) =>
    `Những gì hết hiệu lực đến ngày ${day} và chưa có gì nối tiếp. Hết hạn thì quy tắc quyết định lại, và người có thể vào hay rời nhóm.`,
  none: 'Không có gì sắp hết hạn',
  noneText: 'Trang này tự có khi một ngoại lệ, một chức vụ, một sự đồng ý hay một quyền còn dưới 30 ngày.',
  more: 'Chỉ hiện phần gần hạn nhất.',
  kinds: { override: 'Ngoại lệ', appointment: 'Chức vụ', consent: 'Sự đồng ý', role: 'Quyền của tài khoản' },
  overrideKinds: { include: 'thêm vào nhóm', exclude: 'loại khỏi nhóm' },
  last: (day: string) => `đến hết ngày ${day}`,
  renewMonths: (day: string) => `Gia hạn đến hết ngày ${day}`,
  renewOpen: 'Giữ tiếp, không thời hạn',
  askAgain: 'Hỏi lại người này',
  renewed: (name: string) => `Đã gia hạn: ${name}.`,
  renewedReason: 'gia hạn',
}
