using AuthPortal.Tests.Authorize;
using AuthPortal.Tests.Certification;
using AuthPortal.Tests.Clients;
using AuthPortal.Tests.Discovery;
using AuthPortal.Tests.Endpoints;
using AuthPortal.Tests.Hosting;
using AuthPortal.Tests.Registration;
using AuthPortal.Tests.Security;
using AuthPortal.Tests.Tokens;

namespace AuthPortal.Tests.House.Specifications;

/// <summary>What clients register, and what this server says of itself.</summary>
internal static class RegistrationDemands
{
    public static readonly Demand[] All =
    [
        .. Demand.Of(
            "RFC 7591",
            ("2", "every member by its rule", nameof(RegistrationRulesTests.These_are_refused)),
            ("2", "unknown members are ignored",
                nameof(OidcRegistrationTests.Rfc7591_S2_a_member_that_nobody_knows_is_ignored_and_not_returned)),
            ("2", "jwks and jwks_uri not together, no private key",
                nameof(OidcRegistrationTests.S2_a_member_that_must_not_be_so_is_invalid_client_metadata)),
            ("2.1", "grant_types and response_types agree", nameof(RegistrationRulesTests.These_are_refused)),
            ("2.3", "what a software statement says comes first",
                nameof(SoftwareStatementTests.S3_1_1_what_the_statement_says_counts_whatever_stands_beside_it)),
            ("3", "an initial access token where one is needed",
                nameof(Rfc7591RegistrationTests.S3_under_token_an_initial_access_token_is_needed_and_used_up)),
            ("3.1", "JSON alone, of a size", nameof(Rfc7591RegistrationTests.S3_1_another_content_type_and_a_long_body_are_refused)),
            ("3.2.1", "all that is registered is returned",
                nameof(Rfc7591RegistrationTests.S3_2_1_a_client_gets_all_that_it_needs_and_sees_its_defaults)),
            ("3.2.2", "each error by its name",
                nameof(Rfc7591RegistrationTests.S3_2_2_what_is_wrong_is_refused_and_nothing_is_stored)),
            ("3.2.2", "a statement that does not hold is refused",
                nameof(SoftwareStatementTests.S3_2_2_what_does_not_hold_is_refused_and_nothing_is_stored)),
            ("5", "https, loopback or a scheme of the app's own", nameof(Protocol.RedirectUriTests.These_cannot_be_registered_for_the_web)),
            ("5", "what a client says of itself is shown as such",
                nameof(Rfc9700PageTests.Counterfeit_client_that_calls_itself_like_an_honest_one_is_shown_for_what_it_is)),
            ("5", "nobody gives itself what an administrator gives",
                nameof(Rfc9700PageTests.Counterfeit_client_can_not_give_itself_what_an_administrator_gives))),
        .. Demand.Of(
            "RFC 7592",
            ("2", "a wrong token and an unknown client are told the same",
                nameof(Rfc7592ManagementTests.S2_a_wrong_token_and_an_unknown_client_are_told_the_same)),
            ("2.1", "no secret is read", nameof(Rfc7592ManagementTests.S2_1_it_reads_what_is_registered_and_no_secret)),
            ("2.2", "a change replaces everything", nameof(Rfc7592ManagementTests.S2_2_a_change_replaces_everything)),
            ("2.2", "it names its client and breaks no rule",
                nameof(TokenRefusalTests.Rfc7592_Section_2_2_a_change_that_names_another_client_or_breaks_a_rule_changes_nothing)),
            ("2.2", "a secret that is sent is the client's own",
                nameof(Rfc7592ManagementTests.S2_2_a_secret_that_is_sent_must_be_its_own_and_stays_as_it_is)),
            ("2.3", "deleting ends everything", nameof(Rfc7592ManagementTests.S2_3_it_deletes_itself_with_all_that_hangs_on_it)),
            ("3", "registration_access_token and registration_client_uri are given",
                nameof(Rfc7591RegistrationTests.S3_2_1_a_client_gets_all_that_it_needs_and_sees_its_defaults)),
            ("5", "the token is no access token",
                nameof(TokenRefusalTests.Rfc7592_Section_3_and_6_a_registration_token_and_an_access_token_are_never_taken_for_one_another))),
        .. Demand.Of(
            "Client ID Metadata Document",
            ("3", "https, a path, no dots, no fragment, no user",
                nameof(ClientIdMetadataDocumentTests.A_url_that_reads_two_ways_or_leads_inside_is_nobody)),
            ("3", "compared letter by letter",
                nameof(ClientIdMetadataRefusalTests.Section_3_another_spelling_of_the_address_is_another_client)),
            ("4", "its client_id is its address", nameof(ClientIdMetadataDocumentTests.A_document_that_does_not_hold_makes_no_client)),
            ("4", "no shared secret, no private key",
                nameof(ClientIdMetadataRefusalTests.Section_4_what_a_document_must_not_hold_makes_no_client)),
            ("4", "redirect URIs are those of the document, exactly",
                nameof(ClientIdMetadataDocumentTests.A_document_that_does_not_hold_makes_no_client)),
            ("5", "200 alone, and no redirect followed",
                nameof(ClientIdMetadataRefusalTests.Section_5_only_200_is_taken_and_no_redirect_followed)),
            ("5.2", "no error and no bad document is kept",
                nameof(ClientIdMetadataRefusalTests.Section_5_2_neither_an_error_nor_a_document_that_does_not_hold_is_kept)),
            ("6", "metadata says so", nameof(MetadataEndpointTests.Client_id_metadata_documents)),
            ("8", "a client with a key proves itself",
                nameof(ClientIdMetadataRefusalTests.Section_4_1_a_client_with_a_key_gets_nothing_without_its_proof)),
            ("8", "no address of our own network is asked",
                nameof(Clients.Remote.SsrfTests.An_address_that_is_not_public_is_never_connected_to))),
        .. Demand.Of(
            "OIDC Registration",
            ("2", "redirect URIs are required", nameof(Rfc7591RegistrationTests.S3_2_2_what_is_wrong_is_refused_and_nothing_is_stored)),
            ("2", "implicit web clients: https, and not localhost",
                nameof(OidcRegistrationTests.S2_a_web_client_of_the_implicit_grant_has_https_addresses_that_are_not_localhost)),
            ("2", "no none, no wrong algorithm, no plain http",
                nameof(OidcRegistrationTests.S2_a_member_that_must_not_be_so_is_invalid_client_metadata)),
            ("2", "no fragment in a redirect URI", nameof(DynamicOpTests.Oidcc_redirect_uri_regfrag)),
            ("2", "initiate_login_uri is https", nameof(ThirdPartyInitiatedLoginOpTests.Oidcc_3rd_party_init_login_nohttps)),
            ("2", "default_max_age holds", nameof(OidcMaxAgeTests.The_registered_default_holds_and_a_request_may_say_otherwise)),
            ("3.2", "the answer has the values in force",
                nameof(Rfc7591RegistrationTests.S3_2_1_a_client_gets_all_that_it_needs_and_sees_its_defaults)),
            ("3.3", "an error is 400 and JSON, whatever was sent",
                nameof(OidcRegistrationTests.S3_3_a_null_in_a_list_is_an_error_of_the_client_and_none_of_the_server)),
            ("4.4", "a wrong token is refused", nameof(Rfc7592ManagementTests.S2_a_wrong_token_and_an_unknown_client_are_told_the_same)),
            ("5", "the sector's document names every redirect URI",
                nameof(SectorIdentifierTests.A_document_that_lacks_a_redirect_uri_or_is_no_array_is_refused)),
            ("5", "it is fetched with care", nameof(SectorIdentifierTests.Nothing_inside_is_asked_however_it_is_written))),
        .. Demand.Of(
            "RFC 8414",
            ("2", "the issuer is https without query or fragment", nameof(SettingsTests.A_wrong_setting_is_named_with_the_mend)),
            ("2", "endpoints under the issuer", nameof(DiscoveryTests.Metadata_names_this_issuer_and_endpoints_under_it)),
            ("2", "none is no signing algorithm", nameof(MetadataProofTests.Assertion_algorithms)),
            ("2", "auth methods are those that work, and no other", nameof(MetadataProofTests.Client_authentication_methods)),
            ("2", "grant types are those that work, and no other", nameof(MetadataGrantTests.Grant_types)),
            ("2", "response types are those that work, and no other", nameof(MetadataGrantTests.Response_types)),
            ("2", "jwks_uri has no private part", nameof(DiscoveryTests.Keys_are_published_without_a_private_part)),
            ("3", "at the well-known place, for GET", nameof(MetadataEndpointTests.Every_address_answers_and_every_endpoint_is_listed)),
            ("3.1", "before the path of the issuer",
                nameof(DiscoveryTests.For_an_issuer_with_a_path_the_well_known_part_stands_before_it)),
            ("3.1", "and nothing may follow it", nameof(DiscoveryTests.Without_a_path_nothing_may_follow)),
            ("3.2", "JSON, 200, no empty list", nameof(ConfigOpTests.Oidcc_discovery_endpoint_verification)),
            ("3.3", "the issuer is the one of the address", nameof(ConfigOpTests.Oidcc_discovery_endpoint_verification))),
        .. Demand.Of(
            "OIDC Discovery",
            ("3", "every REQUIRED member, RS256 among the algorithms", nameof(ConfigOpTests.Oidcc_discovery_endpoint_verification)),
            ("3", "keys are distinct and public", nameof(DiscoveryTests.Keys_are_published_without_a_private_part)),
            ("3", "what is not supported is not listed", nameof(MetadataEndpointTests.What_is_said_with_yes_or_no)),
            ("3", "claims are those that are given", nameof(MetadataEndpointTests.Claims)),
            ("3", "algorithms are those that sign", nameof(MetadataProofTests.Algorithms_of_what_the_server_signs)),
            ("4.1", "with the path of the issuer", nameof(DiscoveryTests.For_an_issuer_with_a_path_the_well_known_part_stands_before_it)),
            ("4.3", "the issuer is the iss of ID tokens", nameof(OpTokenTests.Oidcc_server)),
            ("7.2", "a stranger's headers change nothing",
                nameof(Rfc9700TokenTests.Section_4_13_what_a_stranger_writes_into_a_proxys_headers_changes_nothing))),
        .. Demand.Of(
            "RFC 9207",
            ("2", "in each answer and each error", nameof(Rfc9207IssTests.A_code_and_every_kind_of_error_name_the_issuer)),
            ("2", "once, in each mode, exactly the issuer",
                nameof(Rfc9207IssTests.S2_however_it_travels_it_is_there_once_and_exactly_the_issuer_of_the_metadata)),
            ("2", "to nobody unproven", nameof(Rfc9207IssTests.S2_an_error_that_is_shown_says_it_to_nobody)),
            ("2.3", "metadata says so", nameof(MetadataEndpointTests.What_is_said_with_yes_or_no)),
            ("4", "mix-up is seen",
                nameof(Rfc9700CodeTests.Section_4_4_mix_up_each_answer_names_the_server_that_it_is_of))),
        .. Demand.Of(
            "RFC 9728",
            ("2", "resource: https, no fragment",
                nameof(Rfc9728ResourceMetadataTests.S3_3_each_document_speaks_of_the_resource_that_its_own_address_names)),
            ("2", "a token asked for by that name opens it, and no other",
                nameof(Rfc9728ResourceMetadataTests
                    .S2_a_token_that_was_asked_for_by_the_resources_name_opens_it_and_one_for_another_does_not)),
            ("3.1", "before the path of the resource",
                nameof(Rfc9728ResourceMetadataTests.S3_1_for_an_issuer_with_a_path_the_well_known_part_stands_before_it)),
            ("3.2", "JSON, 200, no empty list",
                nameof(Rfc9728ResourceMetadataTests.S3_3_each_document_speaks_of_the_resource_that_its_own_address_names)),
            ("3.3", "resource is the URL that was asked",
                nameof(Rfc9728ResourceMetadataTests.S5_1_who_comes_without_a_token_is_led_to_who_issues_them)),
            ("3.3", "of anything else there is none",
                nameof(Rfc9728ResourceMetadataTests.S3_3_of_anything_else_there_is_none)),
            ("5.1", "the challenge leads to it, at the resource alone",
                nameof(Rfc9728ResourceMetadataTests.S5_1_what_takes_no_access_token_sends_nobody_to_get_one))),
    ];

    public static readonly Moot[] WithoutTest =
    [
        .. Moot.Of("RFC 7591", ("2.2", "names in other languages are optional, and ignored"), ("5", "TLS: the issuer is https (RFC 8414 §2)")),
        .. Moot.Of("RFC 7592", ("2.2", "what a client must leave out of a change is ignored: the server writes it alone")),
        .. Moot.Of("Client ID Metadata Document", ("4", "that a document is served so binds who serves it")),
        .. Moot.Of(
            "OIDC Registration",
            ("2", "native clients with https addresses: RFC 8252 §7.2 allows them since"),
            ("6", "TLS: the issuer is https (RFC 8414 §2)")),
        .. Moot.Of("RFC 8414", ("2.1", "signed_metadata is not offered"), ("3.3", "the comparison binds the client")),
        .. Moot.Of("OIDC Discovery", ("2", "WebFinger is answered by the host of a person's identifier, which need not be this server")),
        .. Moot.Of("RFC 9207", ("2.4", "the comparison binds the client")),
        .. Moot.Of("RFC 9728", ("2.2", "signed_metadata is not offered"), ("3.3", "the comparison binds the client")),
    ];
}
