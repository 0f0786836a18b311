/** A district of one commune with two villages: small enough to know every line of its plan by heart. */
export const SMALL_UNITS = JSON.stringify({
  units: [
    { uid: 'd', kind: 'district', name: 'Ia Thử', full_name: 'Huyện Ia Thử', parent_uid: null },
    { uid: 'c', kind: 'commune', name: 'Ia Mẫu', full_name: 'Xã Ia Mẫu', parent_uid: 'd' },
    { uid: 'v1', kind: 'village', kind_vi: 'thôn', name: 'Một', full_name: 'Thôn Một', parent_uid: 'c' },
    { uid: 'v2', kind: 'village', kind_vi: 'buôn', name: 'Hai', full_name: 'Buôn Hai', parent_uid: 'c' },
  ],
})

export const SMALL_PEOPLE = `STT,Họ và tên,Năm sinh,Số điện thoại,Thôn,Mã hộ,Đại diện hộ,Đồng ý tham gia nhóm
1,Nguyễn Văn An,1980,0320000001,Thôn Một,1,x,x
2,Nguyễn Thị Bé,2015,,Thôn Một,1,,
3,Ksor H'Len,1990,0320000002,Thôn Một,2,x,Không
4,Rơ Châm Thoan,1985,0320000003,Buôn Hai,3,x,x
5,Siu Blơi,1975,0320000004,Buôn Hai,4,x,x
`

export const SMALL_POLICE = `STT,Họ và tên,Năm sinh,Chức vụ,Xã,Số điện thoại
1,Trần Văn Trưởng,1978,Trưởng Công an xã,Ia Mẫu,0330000001
2,Lê Văn Phó,1983,Phó Trưởng Công an xã,Ia Mẫu,0330000002
3,Phạm Văn Viên,1990,Cán bộ Công an xã,Ia Mẫu,0330000003
`

/** Exactly who should be in the group of Thôn Một. */
export const RIGHT_LIST = `Tên hiển thị,Số điện thoại,Vai trò
Trần Văn Trưởng,0330000001,Trưởng nhóm
Lê Văn Phó,0330000002,Phó nhóm
Phạm Văn Viên,0330000003,Thành viên
Nguyễn Văn An,0320000001,Thành viên
`

export const SMALL = {
  'units.json': SMALL_UNITS,
  'rosters/nhan-dan.csv': SMALL_PEOPLE,
  'rosters/cong-an.csv': SMALL_POLICE,
}
