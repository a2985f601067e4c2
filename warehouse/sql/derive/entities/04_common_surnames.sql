-- grain: the temporary common_surnames, one row a word
-- key: word
-- reason: as for given names, from the same registers; a name is common where both its words are

CREATE OR REPLACE TEMP TABLE common_surnames AS
SELECT unnest(regexp_extract_all('
    abbas abdullah acosta adams adkins aguilar ahmad ahmed akhtar alexander ali allen almeida alvarado alvarez
    alves anderson andrews armstrong arnold austin avila ayala aziz bailey baker baldwin ball banks barber barker
    barnes barnett barrett barton bates bauer beck becker bell bennett benson berry bianchi bishop black blair
    blake bowen bowers bowman boyd bradley brady brewer brooks brown bryant buchanan burgess burke burns burton
    bush butler byrd caldwell campbell campos cannon carlson carpenter carr carrillo carroll carter casey castillo
    castro chambers chan chandler chang chapman chavez chen choi chowdhury christensen clark clarke cobb cohen
    cole coleman collins conner contreras cook cooper cortez costa cox craig crawford cross cruz cummings
    cunningham curry curtis daniel daniels das davidson davies davis dawson day dean deleon delgado dennis dias
    diaz dixon dominguez douglas doyle dubois duncan dunn dupont duran durand edwards elliott ellis erickson
    espinoza estrada evans farmer ferguson fernandes fernandez ferrari ferreira fields figueroa fischer fisher
    fitzgerald fleming fletcher flores floyd flynn ford foster fowler fox francis frank franklin frazier freeman
    french fuller gallagher garcia gardner garner garrett garza george gibbs gibson gilbert gill glover gomes
    gomez gonzales gonzalez goodman goodwin gordon graham grant graves gray green greene gregory griffin griffith
    gross guerrero gupta gutierrez guzman hale hall hamilton hammond hampton hansen hanson hardy harmon harper
    harrington harris harrison hart hartman harvey hasan hassan hawkins hayes haynes henderson henry hernandez
    herrera hicks higgins hill hines hodges hoffman hogan holland holmes holt hopkins horton howard howell huang
    hubbard hudson hughes hunt hunter hussain hussein ibrahim ingram iqbal islam ivanov jackson jacobs james
    jansson jenkins jennings jensen jimenez johansson johnson johnston jones jordan joseph juarez kaya keller
    kelley kelly kennedy khan kim king klein knight kovacs kowalski kramer kumar kuznetsov lambert lane lang
    larson lawrence lawson le lee lefebvre leon leonard lewis li lin lindsey little liu lloyd logan long lopes
    lopez love lowe lucas luna lynch lyons macdonald mack maldonado malik malone mann manning marquez marsh
    marshall martin martinez martins mason matthews maxwell may mcbride mccarthy mccormick mccoy mcdaniel mcdonald
    mcgee mcguire mcintyre mckenzie mckinney mclaughlin medina meier mejia mendez mendoza meyer miles miller mills
    miranda mishra mitchell mohamed mohammed mohamud molina montgomery moody moore morales moran moreau morel
    moreno morgan morris morrison moss mueller muller mullins munoz murphy murray myers navarro neal nelson newman
    newton nguyen nichols nielsen norman norris norton novak nowak nunez o''brien o''connor o''donnell o''neill
    o''reilly o''sullivan obrien oconnor okafor oliveira oliver olson ortega ortiz osborne owen owens padilla page
    palmer park parker parks parsons patel patterson patton paul payne pearson pena pereira perez perkins perry
    peters peterson petit petrov pham phillips pierce pope popescu popov porter potter powell powers pratt price
    quinn rahman ramirez ramos ramsey ray reed rees reese reeves reid reyes reynolds rhodes ribeiro rice richards
    richardson richter riley rios rivera robbins roberts robertson robinson robles rodgers rodriguez rogers rojas
    romero rose ross rossi rowe ruiz russell russo ryan salazar salinas sanchez sanders sandoval santiago santos
    sato saunders schmidt schneider schroeder schultz schulz schwartz schwarz scott shah shaikh sharma sharp shaw
    shelton sherman siddiqui silva simmons simon simpson sims singh smirnov smith snyder solis soto sousa souza
    sparks spencer stanley steele stephens stevens stevenson stewart stone strickland sullivan sutton suzuki
    swanson tanaka tate taylor terry thomas thompson thornton todd torres townsend tran tucker turner tyler valdez
    vargas vasquez vaughn vazquez vega volkov wade wagner walker wallace walsh walters walton wang ward warner
    warren washington watanabe waters watkins watson watts weaver webb weber webster weiss welch wells west
    wheeler white williams williamson willis wilson wise wolf wolfe wong wood woods wright wu xu yadav yang yates
    yilmaz young zhang zhao zhou zimmerman
', '\S+')) AS word;

CREATE OR REPLACE TEMP MACRO is_common_name(given, surname) AS
    given IN (FROM common_given_names) AND surname IN (FROM common_surnames);

-- A name that opens with a particle is a surname ("van der Odell"), not somebody whose given name that is.
CREATE OR REPLACE TEMP MACRO is_particle(word) AS
    word IN (
        'al', 'el', 'von', 'van', 'de', 'del', 'della', 'der', 'di', 'da', 'dos', 'du', 'la', 'le', 'bin', 'ibn', 'ter',
        'ten'
    );
