package catalogue

const introduction = `# Sổ tay viết bộ tiêu chí

Tệp này do máy viết ra từ các ví dụ trong thư mục; muốn sửa, hãy sửa ví dụ rồi chạy lại ` + "`go test ./rules/catalogue -update`" + `.

## Tệp và thư mục

Một phiên bản của một bộ tiêu chí là một thư mục, ví dụ ` + "`rules/sets/so-2026/1.0.0/`" + `. Mọi tệp ` + "`.yaml`" + ` trong đó được ghép lại theo thứ tự tên tệp;
thường có ` + "`set.yaml`" + ` (phần đầu, tham số, đầu vào), các tệp lĩnh vực và các tệp ` + "`*.cases.yaml`" + ` (ca kiểm thử). Bộ tiêu chí đã ban hành không sửa nữa;
nội dung đổi thì tăng phiên bản.

Các bước: ` + "`cchc rules new`" + ` (lập khung từ bảng) hoặc ` + "`rules copy`" + ` (chép một bộ có sẵn) → viết quy tắc và ca → ` + "`rules check`" + ` → ` + "`rules test`" + ` →
` + "`rules boundary`, `rules mutants`" + ` (ca còn thiếu) → ` + "`rules diff`, `rules impact`" + ` (đổi gì, điểm và hạng ra sao) → ` + "`rules publish`" + `. Mọi điều máy có thể báo: [FINDINGS.md](../FINDINGS.md).

` + "```yaml" + `
set:
  id: so-2026
  version: 1.0.0
  title: "Bộ tiêu chí …"
  reference: "Bộ tiêu chí tham khảo"   # bỏ dòng này khi là bộ chính thức
  scope: unit                          # unit: chấm từng đơn vị; province: chấm cả tỉnh
  blocks: [so]
  max: 100
  period: {id: "2026", from: 15/12/2025, to: 31/12/2026, cutoff: 14/12/2026, lock: 15/01/2027}
  rounding: {at: total, decimals: 3, mode: half_up}
  ties: shared_skip
  in_force: {from: 01/03/2026, until: 15/01/2027}   # hiệu lực; bỏ dòng này thì từ đầu kỳ đến ngày khóa
` + "```" + `

Không nêu phiên bản thì máy chọn bản đã ban hành, chưa rút, có hiệu lực vào ngày của số liệu (không sau ngày cuối kỳ), hiệu lực từ ngày muộn nhất;
cùng ngày thì phiên bản cao nhất.

## Thay đổi giữa năm

Tham số và căn cứ pháp lý đổi giữa năm không cần bản mới: ghi các giá trị theo ngày.

` + "```yaml" + `
parameters:
  han: {type: date, label: "Hạn gửi", source: "…", values: [{from: 01/01/2026, value: 31/03/2026}, {from: 01/04/2026, value: 30/06/2026}]}
# … ở tiêu chí:
  legal: [{from: 01/01/2026, text: "Thông tư cũ"}, {from: 01/07/2026, text: "Thông tư mới"}]
` + "```" + `

Tham số so với một ngày (ngày, văn bản, số ngày trễ, ngày của một dòng) lấy giá trị vào chính ngày đó; trước giá trị đầu tiên thì lấy giá trị đầu tiên. Mọi chỗ khác lấy
giá trị vào ngày cuối kỳ. Một phép so sánh chỉ được nói về một ngày; so với hai ngày thì tách thành hai điều kiện.

## Viết giá trị

* Số viết với dấu chấm: ` + "`0.5`, `1000`, `-0.25`" + `. Tỷ lệ viết với dấu %: ` + "`80%`" + `. Dấu phẩy bị từ chối.
* Ngày viết ` + "`15/01/2026` hoặc `2026-01-15`" + `. Có, không viết ` + "`true`, `false`" + `.
* Mã tiêu chí đặt trong dấu nháy: ` + "`\"3.10\"`" + `.
* Công thức và câu chữ có dấu ` + "`#`" + `, dấu hai chấm hoặc bắt đầu bằng ký hiệu thì đặt trong dấu nháy kép. Công thức dài viết sau dấu ` + "`|`" + `.
* Câu ` + "`because`" + ` giải thích điểm cho người đọc; trong câu, ` + "`{tên}`" + ` được thay bằng giá trị. Không viết thì máy tự viết một câu.
  Dùng được: tên đầu vào, tỷ lệ, tham số; ` + "`{điểm}`" + `; ` + "`{n}`" + ` (số đếm được); ` + "`{ngày}`, `{hạn}`, `{số ngày trễ}`, `{chốt}`" + ` (quy tắc document).

## Đầu vào

| type | là gì |
|---|---|
| yes_no | có hoặc không |
| level | một trong các mức khai ở options |
| date | một ngày |
| document | văn bản phải có theo kế hoạch: ngày của nó so với hạn của nghĩa vụ |
| event | sự kiện của kế hoạch đã được ghi cho đơn vị hay chưa |
| count, number, amount, ratio | số đếm, số, số tiền, tỷ lệ phần trăm |
| index | chỉ số bên ngoài; giá trị trong quy tắc là chỉ số ÷ scale |
| rating | điểm do người có thẩm quyền cho |
| reports | báo cáo định kỳ, mỗi kỳ một dòng (late, never, ok, issued, received, due, period) |
| list | danh sách có các trường tự khai |
| survey | số phiếu trả lời theo nhóm |

` + "`declared_by`" + ` là nơi nhập (unit hoặc mã cơ quan), ` + "`verified_by`" + ` là nơi thẩm tra. ` + "`lever: up`" + ` và ` + "`until`" + ` nói đơn vị còn nâng được số liệu đến khi nào.
` + "`direction: up`" + ` (càng cao càng tốt) hoặc ` + "`down`" + ` cho máy biết chiều tốt của số liệu, để báo chỗ làm tốt hơn mà điểm lại giảm; không có thì máy theo ` + "`lever`" + `.

## Giá trị đặt tên

` + "`ratios`" + ` đặt tên cho một tỷ lệ (part ÷ whole). ` + "`values`" + ` đặt tên cho một công thức bất kỳ: một con số, một điều kiện hay một ngày mà nhiều chỗ cùng dùng,
hoặc một bước của cách tính dài.

` + "```yaml" + `
values:
  chua_dung: {label: "Tỷ lệ chưa đúng hạn", formula: 1 - ty_le, percent: true}
  nguon_lon: {label: "Số hồ sơ của nguồn lớn hơn", formula: "max(a, b)"}
  dat_nhieu: {label: "Đạt nhiều", formula: chua_dung <= 10% and co_tthc}
` + "```" + `

* Công thức dùng được đầu vào, tham số, thuộc tính, tỷ lệ và giá trị đặt tên khác, viết theo thứ tự nào cũng được; máy tự tìm thứ tự tính và báo nếu chúng dựa vòng vào nhau.
* Tên dùng được như tên của tỷ lệ: trong công thức, ở ` + "`value`" + ` của bảng mức, trong điều kiện và trong câu ` + "`because`" + `. Tên không trùng với tên nào khác trong bộ tiêu chí.
* ` + "`percent: true`" + ` khi giá trị là tỷ lệ phần trăm: các cận so với nó viết với dấu %, câu giải thích in dấu %.
* Mẫu số bằng 0 của một tỷ lệ có tác dụng như đã khai ở when_whole_is_zero, kể cả khi tỷ lệ được dùng qua giá trị đặt tên. Phép chia viết thẳng trong công thức mà gặp số 0 thì chưa chấm được;
  nếu quy định nói khác, hãy viết điều kiện ở applies.
* Điểm của tiêu chí khác (points_of, share_of) chỉ dùng trong quy tắc, không dùng trong giá trị đặt tên.

## Trạng thái

Điểm 0 và chưa có điểm là hai việc khác nhau. Bên cạnh điểm luôn có trạng thái:

| trạng thái | nghĩa | điểm tối đa |
|---|---|---|
| scored | đã chấm | giữ |
| not_due | chưa đến hạn | giữ; ở kết quả cuối thì rút ra |
| missing | chưa có số liệu | giữ |
| not_scorable | chưa chấm được (thiếu số liệu phải có, mẫu số bằng 0, số liệu mâu thuẫn) | giữ; không công bố được |
| not_applicable | không áp dụng cho đơn vị | rút ra |
| unscored | hiển thị, không chấm | không tính |
| disputed | đang có kiến nghị | giữ |

## Ca kiểm thử

Mỗi ca cho một số liệu và đòi kết quả của một tiêu chí. Số liệu trong ca là số đã có trong sổ của cơ quan; ` + "`layer: declared`" + ` nói đó mới là số đơn vị tự khai (để thử điều kiện cần
cơ quan chấp nhận). Không nêu ` + "`as_of`" + ` thì tính vào hôm sau ngày khóa, giai đoạn kết quả. Điểm không tròn viết phân số: ` + "`points: 2/3`" + `.

` + "```yaml" + `
dues: {I.1.2: 14/01/2026}
cases:
  "1.1.1":
    - {name: "chậm 1 ngày", given: {kh: 15/01/2026}, points: 0.5, branch: late_1}
    - {name: "chưa đến hạn", as_of: 14/01/2026, given: {}, state: not_due, points: 0}
` + "```" + `

## Quy tắc chưa viết

` + "`unwritten: \"lời văn của quy tắc\"`" + ` thay cho quy tắc chưa viết: bộ tiêu chí nạp được, tiêu chí ấy chưa chấm được (giữ trong điểm tối đa) và bộ chưa ban hành được.

## Các dạng quy tắc

Mỗi ví dụ dưới đây là một bộ tiêu chí nhỏ nạp được (bỏ phần set cho gọn), kèm các ca và một lỗi hay gặp.
`
