"""Who may open what: every address × every role, in one table.

A test fails when an address of the site is missing here. A cell holds the status of the answer; `in` is a
redirect to the login page, `302` any other. POST needs the data that makes it go through (DATA below), so
that a 200 or 302 means that it did.

anon      nobody logged in                  super  supervisor of the unit
none      an account without role           super2 supervisor of another department
prep      preparer of the unit              rev    reviewer      app  approver
prep2     preparer of another unit          adm    administrator sec  security officer  aud  auditor
"""

import re
from dataclasses import dataclass

import pytest
from django.contrib import admin
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone

from indicators.models import PerformanceGoal
from perfgoals.accounts.models import User
from tests.factories import (
    BudgetCycleFactory,
    category,
)
from tests.indicators.posts import posted
from tests.indicators.tables_in import upload
from tests.one_of_each import one_of_each
from tests.pages import assert_safe_page, content_of
from tests.people import everybody, home_unit, unit_elsewhere

TABLE = """
method  name                 anon  none  prep  prep2  super  super2  rev   app   adm   sec   aud
GET     home                 in    200   200   200    200    200     200   200   200   200   200
GET     goal_list            in    403   200   200    200    200     200   200   403   403   403
POST    goal_list            in    405   405   405    405    405     405   405   405   405   405
GET     goal_detail          in    404   200   404    200    404     200   200   404   404   404
GET     preview_goal         in    404   200   404    200    404     200   200   404   404   404
GET     preview_goals        in    403   200   200    200    200     200   200   403   403   403
POST    preview_goals        in    403   302   302    302    302     302   302   403   403   403
GET     export_goal          in    404   200   404    200    404     200   200   404   404   404
GET     export_center        in    403   200   200    200    200     200   200   403   403   403
POST    export_goals         in    403   302   302    302    302     302   302   403   403   403
GET     export_goals         in    405   405   405    405    405     405   405   405   405   405
GET     goal_new             in    403   200   200    403    403     403   403   403   403   403
POST    goal_new             in    403   302   422    403    403     403   403   403   403   403
GET     goal_copy            in    403   200   200    403    403     403   403   403   403   403
POST    goal_copy            in    403   302   422    403    403     403   403   403   403   403
GET     goal_edit            in    404   200   404    302    404     302   302   404   404   404
POST    goal_edit            in    405   405   405    405    405     405   405   405   405   405
POST    goal_save            in    404   302   404    403    404     403   403   404   404   404
GET     goal_save            in    405   405   405    405    405     405   405   405   405   405
POST    goal_autosave        in    404   200   404    403    404     403   403   404   404   404
GET     goal_autosave        in    405   405   405    405    405     405   405   405   405   405
GET     edit_preview         in    404   200   404    200    404     200   200   404   404   404
GET     goal_delete          in    404   200   404    403    404     403   403   404   404   404
POST    goal_delete          in    404   302   404    403    404     403   403   404   404   404
GET     amount_words         in    200   200   200    200    200     200   200   200   200   200
GET     unit_suggest         in    403   200   200    200    200     200   200   200   200   200
GET     subject_suggest      in    403   200   200    200    200     200   200   403   403   403
POST    subject_request      in    403   200   200    403    403     403   403   403   403   403
GET     subject_request      in    405   405   405    405    405     405   405   405   405   405
POST    code_request_settle  in    403   403   403    403    403     403   403   302   403   403
GET     code_request_settle  in    405   405   405    405    405     405   405   405   405   405
GET     cycle_findings       in    403   200   200    200    200     200   200   403   403   403
POST    check_cycle          in    403   302   302    302    302     302   302   403   403   403
GET     check_cycle          in    405   405   405    405    405     405   405   405   405   405
GET     check_settings       in    403   403   403    403    403     200   200   403   403   403
POST    check_settings       in    403   403   403    403    403     200   200   403   403   403
POST    answer_selected      in    403   302   302    302    302     302   302   403   403   403
GET     answer_selected      in    405   405   405    405    405     405   405   405   405   405
GET     check_trend          in    403   200   200    200    200     200   200   403   403   403
GET     export_findings      in    403   200   200    200    200     200   200   403   403   403
POST    export_findings_job  in    403   302   302    302    302     302   302   403   403   403
POST    print_opinion        in    403   302   302    302    302     302   302   403   403   403
GET     goal_findings        in    404   200   404    200    404     200   200   404   404   404
POST    answer_finding       in    404   302   404    403    404     403   403   404   404   404
GET     units_not_begun      in    403   403   403    200    200     200   200   200   403   403
GET     statistics           in    403   200   200    200    200     200   200   403   403   403
GET     statistics_checks    in    403   200   200    200    200     200   200   403   403   403
GET     statistics_file      in    403   200   200    200    200     200   200   403   403   403
GET     units_behind         in    403   403   403    200    200     200   200   200   403   403
POST    units_urge           in    403   403   403    302    302     302   302   403   403   403
GET     units_urge           in    405   405   405    405    405     405   405   405   405   405
GET     message_list         in    403   200   200    200    200     200   200   200   200   200
POST    messages_read        in    403   302   302    302    302     302   302   302   302   302
GET     messages_read        in    405   405   405    405    405     405   405   405   405   405
POST    mail_address         in    403   302   302    302    302     302   302   302   302   302
GET     mail_address         in    405   405   405    405    405     405   405   405   405   405
POST    message_open         in    403   302   404    404    404     404   404   404   404   404
GET     message_open         in    405   405   405    405    405     405   405   405   405   405
GET     notice_list          in    403   200   200    200    200     200   200   200   200   200
GET     notice_new           in    403   403   403    403    403     200   200   403   403   403
POST    notice_new           in    403   403   403    403    403     302   302   403   403   403
GET     notice_detail        in    403   200   200    404    404     200   200   404   404   404
POST    notice_read          in    403   302   302    404    404     302   302   404   404   404
GET     notice_read          in    405   405   405    405    405     405   405   405   405   405
POST    notice_withdraw      in    403   403   403    403    403     302   302   403   403   403
GET     notice_withdraw      in    405   405   405    405    405     405   405   405   405   405
GET     goal_ask_revision    in    404   200   404    403    404     403   403   404   404   404
POST    goal_ask_revision    in    404   200   404    403    404     403   403   404   404   404
GET     revision_requests    in    403   403   403    403    403     200   200   403   403   403
POST    request_withdraw     in    404   302   404    403    404     403   403   404   404   404
GET     request_withdraw     in    405   405   405    405    405     405   405   405   405   405
POST    request_decline      in    404   403   404    403    404     302   302   404   404   404
GET     request_decline      in    405   405   405    405    405     405   405   405   405   405
GET     help                 in    200   200   200    200    200     200   200   200   200   200
GET     help_guide           in    200   200   200    200    200     200   200   200   200   200
GET     help_search          in    200   200   200    200    200     200   200   200   200   200
GET     library_list         in    403   200   200    200    200     200   200   200   403   403
GET     library_detail       in    403   200   404    404    404     404   404   200   403   403
GET     library_propose      in    403   200   200    403    403     403   403   403   403   403
POST    library_propose      in    403   302   200    403    403     403   403   403   403   403
POST    library_accept       in    403   403   403    403    403     403   403   302   403   403
GET     library_accept       in    405   405   405    405    405     405   405   405   405   405
POST    library_decline      in    403   403   403    403    403     403   403   302   403   403
GET     library_decline      in    405   405   405    405    405     405   405   405   405   405
POST    library_build        in    403   403   403    403    403     403   403   302   403   403
GET     library_build        in    405   405   405    405    405     405   405   405   405   405
GET     library_suggest      in    404   200   404    200    404     200   200   404   404   404
GET     user_list            in    403   403   403    403    403     403   403   200   200   200
GET     user_detail          in    403   403   403    403    403     403   403   200   200   200
GET     user_create          in    403   403   403    403    403     403   403   200   403   403
POST    user_create          in    403   403   403    403    403     403   403   200   403   403
GET     user_edit            in    403   403   403    403    403     403   403   200   403   403
POST    user_edit            in    403   403   403    403    403     403   403   302   403   403
POST    user_reset_password  in    403   403   403    403    403     403   403   200   403   403
GET     user_reset_password  in    405   405   405    405    405     405   405   405   405   405
POST    user_deactivate      in    403   403   403    403    403     403   403   302   403   403
GET     user_deactivate      in    405   405   405    405    405     405   405   405   405   405
POST    user_activate        in    403   403   403    403    403     403   403   302   403   403
GET     user_activate        in    405   405   405    405    405     405   405   405   405   405
POST    user_unlock          in    403   403   403    403    403     403   403   403   302   403
GET     user_unlock          in    405   405   405    405    405     405   405   405   405   405
POST    user_reset_authenticator in 403  403   403    403    403     403   403   302   403   403
GET     user_reset_authenticator in 405  405   405    405    405     405   405   405   405   405
POST    user_request_reset   in    403   403   403    403    403     403   403   302   403   403
GET     user_request_reset   in    405   405   405    405    405     405   405   405   405   405
POST    user_confirm_reset   in    403   403   403    403    403     403   403   403   302   302
GET     user_confirm_reset   in    405   405   405    405    405     405   405   405   405   405
POST    address_unlock       in    403   403   403    403    403     403   403   403   302   403
GET     address_unlock       in    405   405   405    405    405     405   405   405   405   405
POST    role_grant           in    403   403   403    403    403     403   403   403   302   403
GET     role_grant           in    405   405   405    405    405     405   405   405   405   405
POST    role_revoke          in    403   403   403    403    403     403   403   403   302   403
GET     role_revoke          in    405   405   405    405    405     405   405   405   405   405
GET     setup_guide          in    403   403   403    403    403     403   403   200   403   403
GET     unit_list            in    403   403   403    403    403     403   403   200   403   403
GET     unit_new             in    403   403   403    403    403     403   403   200   403   403
POST    unit_new             in    403   403   403    403    403     403   403   422   403   403
GET     unit_detail          in    403   403   403    403    403     403   403   200   403   403
GET     unit_change          in    403   403   403    403    403     403   403   200   403   403
POST    unit_change          in    403   403   403    403    403     403   403   200   403   403
GET     code_list            in    403   403   403    403    403     403   403   200   403   403
GET     cycle_list           in    403   403   403    403    403     403   403   200   403   403
GET     cycle_new            in    403   403   403    403    403     403   403   200   403   403
POST    cycle_new            in    403   403   403    403    403     403   403   422   403   403
GET     cycle_edit           in    403   403   403    403    403     403   403   200   403   403
POST    cycle_edit           in    403   403   403    403    403     403   403   422   403   403
GET     tree_mapping         in    403   403   403    403    403     403   403   200   403   403
POST    tree_mapping         in    403   403   403    403    403     403   403   302   403   403
POST    cycle_copy_projects  in    403   403   403    403    403     403   403   302   403   403
GET     cycle_copy_projects  in    405   405   405    405    405     405   405   405   405   405
GET     list_upload          in    403   403   403    403    403     403   403   200   403   403
POST    list_upload          in    403   403   403    403    403     403   403   422   403   403
GET     list_template        in    403   403   403    403    403     403   403   200   403   403
GET     list_preview         in    403   403   403    403    403     403   403   200   403   403
POST    list_columns         in    403   403   403    403    403     403   403   302   403   403
GET     list_columns         in    405   405   405    405    405     405   405   405   405   405
POST    list_write           in    403   403   403    403    403     403   403   302   403   403
GET     list_write           in    405   405   405    405    405     405   405   405   405   405
POST    list_discard         in    403   403   403    403    403     403   403   302   403   403
GET     list_discard         in    405   405   405    405    405     405   405   405   405   405
GET     slip_list            in    403   403   403    403    403     403   403   200   403   403
POST    slip_print           in    403   403   403    403    403     403   403   302   403   403
GET     proposal_list        in    403   403   403    403    403     403   403   200   200   200
POST    proposal_confirm     in    403   403   403    403    403     403   403   403   302   403
POST    proposal_decline     in    403   403   403    403    403     403   403   403   302   403
GET     slip_print           in    405   405   405    405    405     405   405   405   405   405
GET     proposal_confirm     in    405   405   405    405    405     405   405   405   405   405
GET     proposal_decline     in    405   405   405    405    405     405   405   405   405   405
GET     health_live          200   200   200   200    200     200   200   200   200   200   200
GET     health_ready         200   200   200   200    200     200   200   200   200   200   200
GET     metrics              200   200   200   200    200     200   200   200   200   200   200
GET     system_state         in    403   403   403    403    403     403   403   200   200   200
GET     audit_list           in    403   403   403    403    403     403   403   403   403   200
GET     audit_anchor         in    403   403   403    403    403     403   403   403   403   200
GET     audit_export         in    403   403   403    403    403     403   403   403   403   200
GET     import_list          in    403   200   200    403    403     200   200   403   403   403
POST    import_list          in    403   302   302    403    403     302   302   403   403   403
GET     import_template      in    403   200   200    403    403     200   200   403   403   403
POST    import_template_job  in    403   302   302    403    403     302   302   403   403   403
GET     import_template_job  in    405   405   405    405    405     405   405   405   405   405
GET     import_detail        in    404   200   404    404    404     404   404   404   404   404
GET     import_mapping       in    404   200   404    404    404     404   404   404   404   404
POST    import_mapping       in    404   302   404    404    404     404   404   404   404   404
POST    import_annotated     in    404   302   404    404    404     404   404   404   404   404
GET     import_annotated     in    405   405   405    405    405     405   405   405   405   405
POST    import_write         in    404   302   404    404    404     404   404   404   404   404
GET     import_write         in    405   405   405    405    405     405   405   405   405   405
POST    import_retry         in    404   302   404    404    404     404   404   404   404   404
GET     import_retry         in    405   405   405    405    405     405   405   405   405   405
POST    import_discard       in    404   302   404    404    404     404   404   404   404   404
GET     import_discard       in    405   405   405    405    405     405   405   405   405   405
GET     review_queue         in    403   403   403    200    200     200   200   403   403   403
POST    saved_view_add       in    403   403   403    302    302     302   302   403   403   403
GET     saved_view_add       in    405   405   405    405    405     405   405   405   405   405
POST    saved_view_delete    in    404   404   404    302    404     404   404   404   404   404
GET     saved_view_delete    in    405   405   405    405    405     405   405   405   405   405
GET     goal_review          in    404   403   404    200    404     200   200   404   404   404
GET     goal_remarks         in    404   200   404    200    404     200   200   404   404   404
GET     remark_add           in    404   403   404    200    404     403   403   404   404   404
POST    remark_add           in    404   403   404    302    404     403   403   404   404   404
POST    remark_answer        in    404   403   404    403    404     403   403   404   404   404
GET     remark_answer        in    405   405   405    405    405     405   405   405   405   405
POST    remark_resolve       in    404   403   404    302    404     403   403   404   404   404
GET     remark_resolve       in    405   405   405    405    405     405   405   405   405   405
POST    remark_reopen        in    404   403   404    302    404     403   403   404   404   404
GET     remark_reopen        in    405   405   405    405    405     405   405   405   405   405
GET     goal_sheet           in    404   403   404    403    404     403   403   404   404   404
POST    goal_sheet           in    404   403   404    403    404     403   403   404   404   404
POST    batch_sheet          in    403   403   403    403    403     200   200   403   403   403
GET     batch_sheet          in    405   405   405    405    405     405   405   405   405   405
GET     sheet_pdf            in    404   200   404    200    404     200   200   404   404   404
GET     goal_history         in    404   200   404    200    404     200   200   404   404   404
GET     version_detail       in    404   200   404    200    404     200   200   404   404   404
GET     version_file         in    404   200   404    200    404     200   200   404   404   404
GET     goal_submit          in    404   200   404    403    404     403   403   404   404   404
POST    goal_submit          in    404   200   404    403    404     403   403   404   404   404
POST    batch_submit         in    403   200   200    403    403     403   403   403   403   403
GET     batch_submit         in    302   302   302    302    302     302   302   302   302   302
GET     goal_withdraw        in    404   200   404    403    404     403   403   404   404   404
POST    goal_withdraw        in    404   200   404    403    404     403   403   404   404   404
POST    batch_withdraw       in    403   200   200    403    403     403   403   403   403   403
GET     batch_withdraw       in    302   302   302    302    302     302   302   302   302   302
GET     goal_endorse         in    404   403   404    200    404     403   403   404   404   404
POST    goal_endorse         in    404   403   404    200    404     403   403   404   404   404
POST    batch_endorse        in    403   403   403    200    200     403   403   403   403   403
GET     batch_endorse        in    302   302   302    302    302     302   302   302   302   302
GET     goal_return          in    404   403   404    200    404     200   200   404   404   404
POST    goal_return          in    404   403   404    200    404     200   200   404   404   404
POST    batch_return         in    403   403   403    200    200     200   200   403   403   403
GET     batch_return         in    302   302   302    302    302     302   302   302   302   302
GET     goal_approve         in    404   403   404    403    404     403   200   404   404   404
POST    goal_approve         in    404   403   404    403    404     403   200   404   404   404
POST    batch_approve        in    403   403   403    403    403     403   200   403   403   403
GET     batch_approve        in    302   302   302    302    302     302   302   302   302   302
GET     goal_revise          in    404   403   404    403    404     200   200   404   404   404
POST    goal_revise          in    404   403   404    403    404     200   200   404   404   404
POST    batch_revise         in    403   403   403    403    403     200   200   403   403   403
GET     batch_revise         in    302   302   302    302    302     302   302   302   302   302
GET     evaluation_list      in    403   200   200    200    200     200   200   403   403   403
GET     evaluation_summary   in    403   200   200    200    200     200   200   403   403   403
GET     evaluation_page      in    403   200   404    200    404     200   200   403   403   403
POST    evaluation_points    in    403   200   404    403    404     403   403   403   403   403
GET     evaluation_points    in    405   405   405    405    405     405   405   405   405   405
POST    evaluation_save      in    403   302   404    403    404     403   403   403   403   403
GET     evaluation_save      in    405   405   405    405    405     405   405   405   405   405
GET     evaluation_file      in    403   200   404    200    404     200   200   403   403   403
GET     department_list      in    403   200   200    200    200     200   200   403   403   403
POST    department_begin     in    403   302   302    403    403     403   403   403   403   403
GET     department_begin     in    405   405   405    405    405     405   405   405   405   405
GET     department_page      in    403   200   404    200    404     200   200   403   403   403
POST    department_save      in    403   422   404    403    404     403   403   403   403   403
GET     department_save      in    405   405   405    405    405     405   405   405   405   405
POST    department_fill      in    403   302   404    403    404     403   403   403   403   403
GET     department_fill      in    405   405   405    405    405     405   405   405   405   405
GET     department_file      in    403   200   404    200    404     200   200   403   403   403
GET     round_list           in    403   200   200    200    200     200   200   403   403   403
GET     round_new            in    403   403   403    403    403     200   200   403   403   403
POST    round_new            in    403   403   403    403    403     302   422   403   403   403
GET     round_detail         in    403   200   200    200    200     200   200   403   403   403
GET     round_edit           in    403   403   403    403    403     200   200   403   403   403
POST    round_edit           in    403   403   403    403    403     302   302   403   403   403
POST    round_urge           in    403   403   403    302    302     302   302   403   403   403
GET     round_urge           in    405   405   405    405    405     405   405   405   405   405
GET     round_workbook       in    403   200   200    200    200     200   200   403   403   403
GET     round_import         in    403   200   200    403    403     403   403   403   403   403
POST    round_import         in    403   422   422    403    403     403   403   403   403   403
GET     round_template       in    403   200   200    403    403     403   403   403   403   403
GET     evaluation_import    in    403   200   200    403    403     403   403   403   403   403
POST    evaluation_import    in    403   422   422    403    403     403   403   403   403   403
GET     evaluation_template  in    403   200   200    403    403     403   403   403   403   403
POST    round_book           in    403   302   302    302    302     302   302   403   403   403
GET     round_book           in    405   405   405    405    405     405   405   405   405   405
POST    evaluation_urge      in    403   403   403    302    302     302   302   403   403   403
GET     evaluation_urge      in    405   405   405    405    405     405   405   405   405   405
POST    evaluation_book      in    403   302   302    302    302     302   302   403   403   403
GET     evaluation_book      in    405   405   405    405    405     405   405   405   405   405
GET     round_statistics     in    403   200   200    200    200     200   200   403   403   403
GET     evaluation_statistics  in  403   200   200    200    200     200   200   403   403   403
GET     report_page          in    403   200   404    200    404     200   200   403   403   403
POST    report_lights        in    403   200   404    403    404     403   403   403   403   403
GET     report_lights        in    405   405   405    405    405     405   405   405   405   405
POST    report_save          in    403   302   404    403    404     403   403   403   403   403
GET     report_save          in    405   405   405    405    405     405   405   405   405   405
GET     report_file          in    403   200   404    200    404     200   200   403   403   403
POST    correction_ask       in    403   403   404    403    404     302   302   403   403   403
GET     correction_ask       in    405   405   405    405    405     405   405   405   405   405
POST    correction_answer    in    403   302   404    403    404     403   403   403   403   403
GET     correction_answer    in    405   405   405    405    405     405   405   405   405   405
POST    draw_spot_checks     in    403   403   403    403    403     302   302   403   403   403
GET     draw_spot_checks     in    405   405   405    405    405     405   405   405   405   405
GET     spot_check           in    403   403   404    403    404     200   200   403   403   403
POST    spot_check           in    403   403   404    403    404     422   422   403   403   403
GET     filing_queue         in    403   403   403    200    200     200   200   403   403   403
GET     filing_review        in    404   403   404    200    404     200   200   404   404   404
GET     filing_remarks       in    404   200   404    200    404     200   200   404   404   404
GET     filing_remark_add    in    404   403   404    403    404     200   200   404   404   404
POST    filing_remark_add    in    404   403   404    403    404     302   302   404   404   404
GET     filing_history       in    404   200   404    200    404     200   200   404   404   404
GET     filing_version       in    404   200   404    200    404     200   200   404   404   404
GET     filing_version_file  in    404   200   404    200    404     200   200   404   404   404
GET     filing_submit        in    404   200   404    403    404     403   403   404   404   404
POST    filing_submit        in    404   200   404    403    404     403   403   404   404   404
GET     filing_withdraw      in    404   200   404    403    404     403   403   404   404   404
POST    filing_withdraw      in    404   200   404    403    404     403   403   404   404   404
GET     filing_endorse       in    404   403   404    200    404     403   403   404   404   404
POST    filing_endorse       in    404   403   404    200    404     403   403   404   404   404
GET     filing_return        in    404   403   404    200    404     200   200   404   404   404
POST    filing_return        in    404   403   404    200    404     200   200   404   404   404
GET     filing_approve       in    404   403   404    403    404     403   200   404   404   404
POST    filing_approve       in    404   403   404    403    404     403   200   404   404   404
GET     filing_revise        in    404   403   404    403    404     200   200   404   404   404
POST    filing_revise        in    404   403   404    403    404     200   200   404   404   404
POST    filing_batch_submit    in  403   200   200    403    403     403   403   403   403   403
GET     filing_batch_submit    in  302   302   302    302    302     302   302   302   302   302
POST    filing_batch_withdraw  in  403   200   200    403    403     403   403   403   403   403
GET     filing_batch_withdraw  in  302   302   302    302    302     302   302   302   302   302
POST    filing_batch_endorse   in  403   403   403    200    200     403   403   403   403   403
GET     filing_batch_endorse   in  302   302   302    302    302     302   302   302   302   302
POST    filing_batch_return    in  403   403   403    200    200     200   200   403   403   403
GET     filing_batch_return    in  302   302   302    302    302     302   302   302   302   302
POST    filing_batch_approve   in  403   403   403    403    403     403   200   403   403   403
GET     filing_batch_approve   in  302   302   302    302    302     302   302   302   302   302
POST    filing_batch_revise    in  403   403   403    403    403     200   200   403   403   403
GET     filing_batch_revise    in  302   302   302    302    302     302   302   302   302   302
GET     portal_upload        in    403   200   200    200    200     200   200   403   403   403
POST    portal_upload        in    403   422   422    422    422     422   422   403   403   403
GET     portal_columns       in    404   200   404    404    404     404   404   404   404   404
POST    portal_columns       in    404   422   404    404    404     404   404   404   404   404
GET     filing_attachments   in    404   200   404    200    404     200   200   404   404   404
POST    filing_attachments   in    404   422   404    403    404     403   403   404   404   404
GET     goal_attachments     in    404   200   404    200    404     200   200   404   404   404
POST    goal_attachments     in    404   422   404    403    404     403   403   404   404   404
GET     attachment_file      in    404   200   404    200    404     200   200   404   404   404
POST    attachment_delete    in    404   302   404    404    404     404   404   404   404   404
GET     attachment_delete    in    405   405   405    405    405     405   405   405   405   405
GET     publication_home     in    403   200   200    200    200     200   200   403   403   403
GET     publication_new      in    403   403   403    403    403     200   200   403   403   403
POST    publication_new      in    403   403   403    403    403     302   422   403   403   403
GET     publication_edit     in    403   403   403    403    403     200   200   403   403   403
POST    publication_edit     in    403   403   403    403    403     302   302   403   403   403
GET     publication_task     in    403   200   200    200    200     200   200   403   403   403
GET     publication_findings in    403   200   200    200    200     200   200   403   403   403
GET     publication_register in    403   200   200    200    200     200   200   403   403   403
POST    publication_check    in    403   403   403    403    403     302   302   403   403   403
GET     publication_check    in    405   405   405    405    405     405   405   405   405   405
POST    publication_bundle   in    403   403   403    403    403     302   302   403   403   403
GET     publication_bundle   in    405   405   405    405    405     405   405   405   405   405
GET     publication_entry    in    403   200   404    403    404     200   200   403   403   403
POST    publication_entry    in    403   302   404    403    404     302   302   403   403   403
GET     typo_list            in    403   200   200    200    200     200   200   403   403   403
POST    typo_list            in    403   403   403    403    403     302   422   403   403   403
POST    typo_delete          in    403   403   403    403    403     302   404   403   403   403
GET     typo_delete          in    405   405   405    405    405     405   405   405   405   405
GET     goal_secrecy         in    404   200   404    403    404     200   200   404   404   404
POST    goal_secrecy         in    404   302   404    403    404     302   302   404   404   404
GET     token_list           in    200   200   200    200    200     200   200   200   200   200
POST    token_list           in    403   403   403    403    403     403   403   302   403   403
POST    token_take           in    404   200   404    404    404     404   404   404   404   404
GET     token_take           in    405   405   405    405    405     405   405   405   405   405
POST    token_revoke         in    403   302   403    403    403     403   403   302   302   403
GET     token_revoke         in    405   405   405    405    405     405   405   405   405   405
GET     job_list             in    200   200   200    200    200     200   200   200   200   200
GET     job_detail           in    404   200   404    404    404     404   404   404   404   404
GET     job_result           in    404   404   404    404    404     404   404   404   404   404
POST    job_cancel           in    404   302   404    404    404     404   404   404   404   404
POST    job_retry            in    404   302   404    404    404     404   404   404   404   404
GET     job_cancel           in    405   405   405    405    405     405   405   405   405   405
GET     login                200   302   302   302    302    302     302   302   302   302   302
GET     login_code           302   302   302   302    302     302   302   302   302   302   302
GET     oidc_begin           404   404   404   404    404     404   404   404   404   404   404
GET     oidc_callback        404   404   404   404    404     404   404   404   404   404   404
GET     authenticator_setup  in    404   404   404    404     404   404   404   404   404   404
GET     password_change      in    200   200   200    200    200     200   200   200   200   200
POST    logout               302   302   302   302    302    302     302   302   302   302   302
GET     logout               405   405   405   405    405    405     405   405   405   405   405
"""

PEOPLE = {
    "anon": None,
    "none": "nobody",
    "prep": "preparer",
    "prep2": "other_preparer",
    "super": "supervisor",
    "super2": "other_supervisor",
    "rev": "reviewer",
    "app": "approver",
    "adm": "administrator",
    "sec": "security_officer",
    "aud": "auditor",
}
DATA = {
    "remark_add": {"text": "请核对"},
    "filing_remark_add": {"text": "请核对"},
    "draw_spot_checks": {"percent": "10"},
    "round_new": {"last_month": "9"},
    "round_edit": {"last_month": "6", "title": "上半年"},
    "report_save": {"revision": "1"},
    "correction_ask": {"seen": "请整改", "decision": "continue", "request": "请整改"},
    "correction_answer": {"seen": "请整改", "result": "已整改"},
    "notice_new": {"title": "申报安排", "text": "六月底前送审。", "audience": "all"},
    "mail_address": {"email": "someone@example.gov.cn"},
    "goal_ask_revision": {"reason": ""},
    "request_decline": {"answer": "本年不再调剂"},
    "saved_view_add": {"name": "有提示的", "filters": "findings=advice"},
    "export_goals": {"format": "xlsx"},
    "goal_new": {"department": "130001", "name": "新项目"},
    "goal_delete": {"revision": "0"},  # an old one: deleted, it would be a 404 to everybody after
    "library_propose": {"name": "巡检合格率"},
    "library_decline": {"note": "重复"},
    "library_build": {"cycle": "2024", "minimum": "1"},
    "user_create": {"username": "new", "full_name": "新来的人"},
    "user_edit": {"username": "clerk", "full_name": "改名的人"},
    "role_grant": {"role": "reviewer"},
    "evaluation_save": {"revision": "1"},
    "department_begin": {"department": "130001"},
    "publication_new": {"subject": "goal", "title": "新的事项", "due_on": "2024-03-01"},
    "publication_edit": {"subject": "goal", "title": "改名的事项", "due_on": "2024-03-01"},
    "publication_entry": {"published_on": "2024-02-01", "address": "门户网站"},
    "typo_list": {"wrong": "错的词", "right": "对的字"},
    "goal_secrecy": {"note": "某文"},
    "token_list": {"username": "preparer", "name": "大屏", "expires_on": f"{timezone.localdate()}"},
    "unit_change": {"name": "改名的单位", "kind": ""},
    "tree_mapping": {"category-none": ""},
    "subject_request": {"text": "智慧农业"},
}

# Files that leave the site: reading writes nothing, but the audit keeps who took them.
RECORDED = set()
WRITES = re.compile(r'\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)', re.I)

HEADER, *LINES = [line.split() for line in TABLE.strip().splitlines()]
ROWS = [(method, name, dict(zip(HEADER[2:], cells, strict=True))) for method, name, *cells in LINES]


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, tmp_path_factory):
    """Everybody, and one of everything: made once for this module, and every test undoes what it did.

    `people` by the names of PEOPLE's fixtures, `arguments` by the names of the addresses.
    """
    folder = tmp_path_factory.mktemp("files")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=folder, ANCHOR_DIR=folder / "anchors"),
        transaction.atomic(),
    ):
        unit = home_unit()
        people = everybody(unit, unit_elsewhere())
        cycle = BudgetCycleFactory(fiscal_year=2024)
        yield Site(people, one_of_each(cycle, unit, **{name: people[name] for name in MAKERS}))
        transaction.set_rollback(True)


@dataclass(frozen=True)
class Site:
    people: dict[str, User]
    arguments: dict[str, list]


@pytest.fixture(autouse=True)
def own_files_folder(site):
    """The files are where `site` put them."""


@pytest.fixture
def arguments(db, site):
    return site.arguments


@pytest.fixture
def browser_of(db, site, client_for):
    """browser_of("reviewer"): that person's browser; of None, a stranger's."""
    return lambda name: client_for(site.people[name]) if name else Client()


MAKERS = ("preparer", "supervisor", "approver")


def data_of(name, arguments):
    """What is sent along; some of it is only known once the objects exist."""
    if name in ("import_list", "portal_upload"):
        return {"file": upload(b"short")}
    if name == "library_suggest":
        return {"goal": arguments["goal_detail"][0]}
    if name in ("goal_save", "goal_autosave"):
        return posted(PerformanceGoal.objects.get(pk=arguments["goal_detail"][0]))
    if name == "goal_copy":
        return {"goals": PerformanceGoal.objects.get(project__cycle__code="2023").pk}
    if name == "library_propose":
        return {**DATA[name], "category": category("质量指标").pk}
    return DATA.get(name, {})


def written(captured) -> set[str]:
    """The tables that were written to, but for the person's session and what counts failed logins.

    And but for jobs whose worker died: whoever looks notices it, because no worker may be left to do so.
    """
    tables = {found[1] for query in captured.captured_queries if (found := WRITES.match(query["sql"]))}
    return {table for table in tables if not table.startswith(("django_session", "axes_", "jobs_job"))}


def site_addresses(patterns=None):
    """Names of all addresses of the site but those of the admin and of the API."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if getattr(pattern, "namespace", None) in ("admin", "api-1"):  # tokens: tests/api
            continue
        if hasattr(pattern, "url_patterns"):
            yield from site_addresses(pattern.url_patterns)
        else:
            yield pattern.name


def test_every_address_of_the_site_is_in_the_table():
    assert set(site_addresses()) == {name for _, name, _ in ROWS}


@pytest.mark.parametrize(("method", "name", "expected"), ROWS, ids=[f"{m} {n}" for m, n, _ in ROWS])
def test_access(browser_of, arguments, method, name, expected):
    address = reverse(name, args=arguments.get(name, []))
    found = {}
    for column, person in PEOPLE.items():
        browser = browser_of(person)
        with CaptureQueriesContext(connection) as captured:
            response = getattr(browser, method.lower())(address, data_of(name, arguments))
        if method == "GET":
            # The audit keeps who was refused, and who took a file from the site.
            is_page = response.status_code == 200 and response["Content-Type"].startswith("text/html")
            assert written(captured) <= (set() if is_page else {"audit_auditevent"}), (name, column)
        to_login = response.status_code == 302 and response.url.startswith("/login/?next=/")
        found[column] = "in" if to_login else str(response.status_code)
        assert_safe_page(response)
        content_of(response)
        if response.streaming:
            response.getvalue()  # reads to the end, which also closes the file
    assert found == expected


def test_a_first_password_opens_none_of_them(browser_of, arguments):
    User.objects.filter(username="reviewer").update(must_change_password=True)
    browser = browser_of("reviewer")
    for name in {name for _, name, _ in ROWS} - {"login", "logout", "password_change"}:
        for send in (browser.get, browser.post):
            address = reverse(name, args=arguments.get(name, []))
            assert send(address, DATA.get(name, {})).url == "/password/", name


def test_nothing_changes_without_the_token_of_the_form(site, arguments):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(site.people["reviewer"], backend="perfgoals.accounts.backends.RoleBackend")
    for name in {name for method, name, _ in ROWS if method == "POST"}:
        address = reverse(name, args=arguments.get(name, []))
        assert browser.post(address, DATA.get(name, {})).status_code == 403, name


def admin_addresses():
    """Every address of the admin that needs no object, and those of one object as their pattern."""
    for pattern in admin.site.get_urls():
        if hasattr(pattern, "url_patterns"):
            prefix = str(pattern.pattern)
            yield from (f"/admin/{prefix}{child.pattern}" for child in pattern.url_patterns if child.name)
        elif pattern.name:
            yield f"/admin/{pattern.pattern}"


ADMIN = sorted(
    address.replace("<path:object_id>", "1")
    for address in admin_addresses()
    if "(?" not in address and "<int" not in address and "logout" not in address
)


@pytest.mark.parametrize("who", [who for who in PEOPLE.values() if who not in (None, "administrator")])
def test_the_admin_is_closed_to_everybody_but_the_administrator(browser_of, who):
    browser = browser_of(who)
    for address in ADMIN:
        response = browser.get(address, follow=True)
        assert all(passed.startswith("/admin/login/") for passed, _ in response.redirect_chain), address
        assert response.status_code == 403, address


def test_the_admin_asks_strangers_to_log_in(db):
    assert len(ADMIN) > 40
    for address in ADMIN:
        response = Client().get(address, follow=True)
        assert response.status_code == 200
        assert response.redirect_chain[-1][0].startswith("/login/?next="), address


def test_a_stranger_learns_nothing_about_what_exists(arguments):
    for name in ("goal_detail", "job_detail"):
        known, unknown = (
            Client().get(reverse(name, args=arguments[name])),
            Client().get(reverse(name, args=[0])),
        )
        assert known.status_code == unknown.status_code == 302
