export const newcomers = {
  lead: 'Chỉ cần họ tên và nơi ở. Phần còn lại có thể ghi sau.',
  unit: 'Thôn, làng, buôn',
  save: 'Ghi người này',
  sameTitle: 'Có thể đã có trong danh sách',
  sameText: 'Xem những người này trước khi ghi thêm. Trùng số điện thoại thôi thì chưa phải là một người.',
}
